using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ashiato.Agent.Tests;

/// <summary>What applications can use is small, does not change by accident, and stands in the documentation.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        string approved = File.ReadAllText(Path.Combine(Root(), "tests", "Ashiato.Agent.Tests", "PublicSurface.approved.txt"));

        Assert.Equal(approved, string.Join('\n', Surface()) + "\n");
    }

    [Fact]
    public void Every_member_stands_on_the_page_about_dotnet()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "agents", "dotnet.md"));
        var names = typeof(AshiatoServices).Assembly.GetExportedTypes().SelectMany(type => Members(type).Select(member => member.Name).Prepend(type.Name)).Distinct();

        Assert.DoesNotContain(names, name => !page.Contains(name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Surface()
    {
        foreach (var type in typeof(AshiatoServices).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return type.FullName!;
            foreach (string member in Members(type).Select(Line).Order(StringComparer.Ordinal)) yield return "  " + member;
        }
    }

    private static IEnumerable<MemberInfo> Members(Type type) =>
        type.GetMembers(Declared).Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false } || (member is ConstructorInfo made && made.GetParameters().Length > 0));

    private static string Line(MemberInfo member) => member switch
    {
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} {{ get;{(property.CanWrite ? " set;" : "")} }}",
        MethodBase method => $"{(method is MethodInfo returns ? Name(returns.ReturnType) : "new")} {method.Name}({(method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "")}{string.Join(", ", method.GetParameters().Select(one => $"{Name(one.ParameterType)} {one.Name}{(one.HasDefaultValue ? "?" : "")}"))})",
        _ => member.ToString()!,
    };

    private static string Name(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ashiato.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("Run the tests inside the clone.");
    }
}
