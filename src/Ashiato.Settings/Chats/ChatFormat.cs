namespace Ashiato.Settings.Chats;

/// <summary>What a webhook understands.</summary>
public enum ChatFormat
{
    /// <summary>A <c>text</c>, as Slack, Mattermost and Rocket.Chat take it.</summary>
    Slack,

    /// <summary>A <c>content</c> of at most 2,000 characters, as Discord takes it.</summary>
    Discord,
}
