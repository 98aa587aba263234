using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Baton.Domain.Tests.Architecture;

/// <summary>What a compiled assembly refers to outside itself, read from its metadata.</summary>
internal sealed record AssemblyReferences(ImmutableArray<string> Assemblies, ImmutableArray<string> Types, ImmutableArray<string> Members)
{
    public static AssemblyReferences Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return new(
            [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))],
            [.. metadata.TypeReferences.Select(h => TypeName(metadata, h))],
            [.. metadata.MemberReferences.Select(h => MemberName(metadata, metadata.GetMemberReference(h))).OfType<string>()]);
    }

    private static string TypeName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{TypeName(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{metadata.GetString(type.Name)}"
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    /// <summary>Type, member and number of parameters, such as <c>System.Random::.ctor/0</c>; null for members of generic instances and for fields.</summary>
    private static string? MemberName(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference || member.GetKind() != MemberReferenceKind.Method)
        {
            return null;
        }

        var signature = metadata.GetBlobReader(member.Signature);
        var header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        return $"{TypeName(metadata, (TypeReferenceHandle)member.Parent)}::{metadata.GetString(member.Name)}/{signature.ReadCompressedInteger()}";
    }
}
