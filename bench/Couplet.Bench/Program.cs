using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Couplet.Bench;

// "curve RESULTS.csv PICTURE.svg" draws what curve.sh has measured; everything else is BenchmarkDotNet's.
if (args is ["curve", var results, var picture]) return CurveFile.Draw(results, picture);
// In this process: projects that BenchmarkDotNet generates would be built under this repository's rules.
string[] all = [.. args, "--inProcess"];
return BenchmarkSwitcher.FromAssembly(typeof(Samples).Assembly).Run(all, DefaultConfig.Instance).Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
