namespace Couplet.Tests.Docs;

internal static class Repository
{
    internal static string File(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Couplet.slnx"))) return Path.Combine(folder.FullName, name);
        throw new FileNotFoundException("The repository's root was not found above the tests.");
    }
}
