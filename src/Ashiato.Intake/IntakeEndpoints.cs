using Ashiato.Intake.Access;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Enrichment;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Settings;
using Ashiato.Intake.Sampling;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ashiato.Intake;

/// <summary>Puts intake into an application.</summary>
public static class IntakeEndpoints
{
    extension(IApplicationBuilder app)
    {
        /// <summary>Answers every request of this application, or branch of one, as intake. Configure its server with <see cref="IntakeKestrel"/>.</summary>
        /// <param name="store">Where events go.</param>
        /// <param name="settings">Where API keys and the agents' configuration are.</param>
        /// <exception cref="GeoDatabaseException">The GeoIP database that the options name cannot be read.</exception>
        /// <exception cref="TailSamplingException">The directory of tail-based sampling cannot be used.</exception>
        public IApplicationBuilder MapIntake(IEventStore store, ISettingsStore settings)
        {
            var pipeline = IntakePipeline.Over(store, app.ApplicationServices);
            var gatekeeper = ActivatorUtilities.CreateInstance<Gatekeeper>(app.ApplicationServices, settings);
            var intake = ActivatorUtilities.CreateInstance<IntakeApplication>(app.ApplicationServices, pipeline, settings, gatekeeper);
            var otlp = ActivatorUtilities.CreateInstance<OtlpEndpoints>(app.ApplicationServices, pipeline, gatekeeper);
            var stopped = app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped;
            stopped.Register(() => intake.DisposeAsync().AsTask().GetAwaiter().GetResult());
            stopped.Register(otlp.Dispose);
            app.Run(context => otlp.TryHandle(context) ?? intake.HandleAsync(context));
            return app;
        }
    }
}
