using Ashiato.Settings;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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
            services.Replace(ServiceDescriptor.Singleton<IAntiforgery, NoForgeryTokens>());
            services.AddDataProtection().SetApplicationName("Ashiato");
            // It would read the keys, and with them the framework's XML, before anybody signs in; most laptops never see a sign-in.
            if (services.FirstOrDefault(static service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(IXmlRepository).Assembly) is { } eager) services.Remove(eager);
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
