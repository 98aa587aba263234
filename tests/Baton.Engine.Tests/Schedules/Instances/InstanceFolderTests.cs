using Baton.Engine.Schedules.Instances;
using Xunit;

namespace Baton.Engine.Tests.Schedules.Instances;

public sealed class InstanceFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-instances-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_gives_its_instances_in_natural_order()
    {
        string[] order = ["a.rcp", "j30.sm", "j30_2.sm", "j30_02b.sm", "j30_10.SM", "j301_1.sm", "j301_2.sm", "j301_10.sm", "j301_99999999999999999999.sm"];
        foreach (var name in order.Reverse().Concat(["README.md", "b.mm"]))
        {
            File.WriteAllText(Path.Combine(_folder, name), "");
        }

        Directory.CreateDirectory(Path.Combine(_folder, "z.sm"));

        Assert.Equal(order, InstanceFolder.Files(_folder).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void A_file_stands_for_itself_even_if_it_is_not_there()
    {
        Assert.Equal(["nothing.sm"], InstanceFolder.Files("nothing.sm"));
    }

    [Fact]
    public void What_cannot_be_read_is_an_error_with_a_remedy()
    {
        var endless = Path.Combine(_folder, "endless.sm");
        File.CreateSymbolicLink(endless, "/dev/zero");
        var large = Path.Combine(_folder, "large.rcp");
        using (var file = File.Create(large))
        {
            file.SetLength(InstanceFile.MostBytes + 1L);
        }

        foreach (var (path, message) in new[] { (endless, "larger than 16 MiB"), (large, "larger than 16 MiB"), (_folder + "/nothing.sm", "no such file"), (_folder, "cannot be read"), ("plan.yaml", "no such file") })
        {
            var reading = InstanceFile.Read(path);
            Assert.Null(reading.Instance);
            Assert.Contains(message, reading.Error!.Message, StringComparison.OrdinalIgnoreCase);
            Assert.NotEmpty(reading.Error.Remedy);
        }

        Assert.Contains("baton plan", InstanceFile.Parse("baton: 1", "plan.yaml").Error!.Remedy, StringComparison.Ordinal);
    }
}
