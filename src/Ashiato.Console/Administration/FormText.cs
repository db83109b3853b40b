using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Administration;

/// <summary>What a form brings.</summary>
internal static class FormText
{
    extension(HttpContext context)
    {
        /// <summary>One field as it was typed, without space around it; empty when there is none.</summary>
        public string Field(string name) => context.Request.HasFormContentType ? context.Request.Form[name].ToString().Trim() : "";

        /// <summary>One field as it was typed, space and all: for passwords.</summary>
        public string Exactly(string name) => context.Request.HasFormContentType ? context.Request.Form[name].ToString() : "";
    }
}
