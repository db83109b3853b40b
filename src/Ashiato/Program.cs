Console.WriteLine("Ashiato");
