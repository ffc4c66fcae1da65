namespace Couplet.Server.Features;

/// <summary>
/// One extension: one folder, one line in <see cref="FeatureCatalog"/>. What it registers is what the server does and what service
/// discovery advertises; there is no second list.
/// </summary>
public interface IFeature
{
    /// <summary>The specification, such as <c>XEP-0199</c>; several, separated by a space, where one feature serves several.</summary>
    string Specification { get; }

    /// <summary>Registers handlers and what is advertised. Called once, before the server listens.</summary>
    void Register(FeatureRegistry registry);

    /// <summary>Called once after all features are registered and before the server listens.</summary>
    ValueTask StartAsync(CancellationToken cancellation) => default;

    /// <summary>The server stops: called while sessions are still connected, so that they can be told.</summary>
    ValueTask StopAsync() => default;
}
