using Couplet.Commands.Load;

namespace Couplet.Tests.Load;

public class ServerProcessTests
{
    [Theory]
    [InlineData("42 (couplet) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 9 0 1 2 3")]
    [InlineData("42 (a (b) c) d) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 9 0 1 2 3")]
    public void Times_are_found_behind_any_name(string stat) => Assert.Equal(300, ServerProcess.CpuTicks(stat));

    [Fact]
    public void Memory_is_the_resident_part() => Assert.Equal(51_200, ServerProcess.ResidentKilobytes("Name:\tcouplet\nVmSize:\t 9999999 kB\nVmRSS:\t   51200 kB\nThreads:\t9\n"));

    [Fact]
    public void A_kernel_thread_has_none() => Assert.Equal(0, ServerProcess.ResidentKilobytes("Name:\tkthreadd\n"));

    [Fact]
    public void This_process_is_there_and_has_used_something()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.Null(ServerProcess.Missing([Environment.ProcessId]));
        Assert.True(ServerProcess.CpuSeconds([Environment.ProcessId]) > 0);
        Assert.True(ServerProcess.ResidentBytes([Environment.ProcessId]) > 1_000_000);
    }
}
