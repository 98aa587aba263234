using System.Xml;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>How XML that hostile code may have written is read: bounded, without entities, without leaving the file.</summary>
internal static class SafeXml
{
    /// <summary>A document type is refused.</summary>
    public static readonly XmlReaderSettings WithoutDocumentType = Make(DtdProcessing.Prohibit);

    /// <summary>A document type is skipped unread, for formats whose writers declare one; an entity that it would declare is an error.</summary>
    public static readonly XmlReaderSettings SkippingDocumentType = Make(DtdProcessing.Ignore);

    private static XmlReaderSettings Make(DtdProcessing processing) => new()
    {
        DtdProcessing = processing,
        XmlResolver = null,
        MaxCharactersInDocument = ReportReading.MaxBytes,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
    };
}
