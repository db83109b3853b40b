Console.WriteLine("Ashiato bench");
