using Ashiato.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Access;

/// <summary>Puts the parts together that decide who may do what.</summary>
internal static class ConsoleAccess
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds them. They look users up in the program's <see cref="ISettingsStore"/>.</summary>
        public IServiceCollection AddConsoleAccess()
        {
            services.AddSingleton<Sessions>();
            services.AddSingleton<Visitors>();
            services.AddSingleton<LastingAnswers>();
            services.AddSingleton<SignInLog>();
            services.AddDataProtection().SetApplicationName("Ashiato");
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
                new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = new SettingsKeyRepository(provider.GetRequiredService<ISettingsStore>())));
            return services;
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Asks everyone who comes after this who they are.</summary>
        public void UseConsoleAccess()
        {
            app.UseMiddleware<ForgeryGuard>();
            app.UseMiddleware<AccessGate>();
            app.MapSignOut();
        }
    }
}
