using Ashiato.Doctor;
using Ashiato.Intake.Agents;
using Ashiato.Intake.Visits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake;

/// <summary>Registers intake.</summary>
public static class IntakeServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers what <c>MapIntake</c> needs. Options come from the section <c>Intake</c>, then from <paramref name="configure"/>.</summary>
        public IServiceCollection AddIntake(Action<IntakeOptions>? configure = null)
        {
            var options = services.AddOptions<IntakeOptions>().BindConfiguration(IntakeOptions.Section);
            if (configure is not null) options.Configure(configure);
            options.ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>());
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<ConnectionDoctor>();
            services.TryAddSingleton<ReportingServices>();
            services.TryAddSingleton<VisitLog>();
            services.TryAddSingleton<BackgroundWork>();
            services.AddHostedService(static provider => provider.GetRequiredService<BackgroundWork>());
            return services;
        }
    }
}
