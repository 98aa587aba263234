using System.Buffers.Text;
using System.Text.Json;
using Baton.Domain.Plans;

namespace Baton.Engine.Journal.Bodies;

/// <summary>
/// Reads members and values of a body that is written the way Baton writes it. Whatever else it meets makes it <see cref="IsOdd"/>: then nothing that it gave counts,
/// and the serializer, which knows everything that a body may be, reads it or says what is wrong with it.
/// </summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body, KnownTexts texts)
{
    private Utf8JsonReader _json = new(body);

    public bool IsOdd { get; private set; }

    /// <summary>Begins the body, which is an object.</summary>
    public bool Begin() => (_json.Read() && _json.TokenType == JsonTokenType.StartObject) || Odd();

    /// <summary>Nothing follows the body, and nothing in it was odd.</summary>
    public bool IsWhole() => !IsOdd && !_json.Read();

    /// <summary>Goes to the next member of the object; false behind the last one.</summary>
    public bool Member() => !IsOdd && _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    /// <summary>The member has this name; then its value is the current one. A second one of the name is odd.</summary>
    /// <param name="bit">Of this member in <paramref name="seen"/>.</param>
    public bool Is(ReadOnlySpan<byte> name, ref int seen, int bit)
    {
        if (!_json.ValueTextEquals(name))
        {
            return false;
        }

        _json.Read();
        if ((seen & bit) != 0)
        {
            Odd();
        }

        seen |= bit;
        return true;
    }

    /// <summary>The object has all of these members.</summary>
    public bool Has(int seen, int required) => !IsOdd && ((seen & required) == required || Odd());

    public bool Odd()
    {
        IsOdd = true;
        return false;
    }

    public readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    /// <summary>The current value is an object, and its members follow.</summary>
    public bool IsObject() => _json.TokenType == JsonTokenType.StartObject || Odd();

    /// <summary>The current value is a list, and its items follow.</summary>
    public bool IsList() => _json.TokenType == JsonTokenType.StartArray || Odd();

    /// <summary>Goes to the next item of the list; false behind the last one.</summary>
    public bool Item() => !IsOdd && _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    public string Text() => _json.TokenType == JsonTokenType.String ? _json.GetString()! : OddText();

    public string? TextOrNull() => IsNull ? null : Text();

    /// <summary>A text of which there are few different ones.</summary>
    public string Known()
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return OddText();
        }

        return (_json.ValueIsEscaped ? null : texts.Find(_json.ValueSpan)) ?? _json.GetString()!;
    }

    public string? KnownOrNull() => IsNull ? null : Known();

    public TaskId Task() => new(Known());

    public AgentId Agent() => new(Known());

    public int Int()
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var value))
        {
            return value;
        }

        Odd();
        return 0;
    }

    public int? IntOrNull() => IsNull ? null : Int();

    public long Long()
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var value))
        {
            return value;
        }

        Odd();
        return 0;
    }

    public Tokens? TokensOrNull() => IsNull ? null : new Tokens(Long());

    public Money? MoneyOrNull()
    {
        if (IsNull)
        {
            return null;
        }

        if (_json.TokenType == JsonTokenType.Number && _json.TryGetDecimal(out var value))
        {
            return new Money(value);
        }

        Odd();
        return null;
    }

    public double Double()
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out var value))
        {
            return value;
        }

        Odd();
        return 0;
    }

    public bool Flag()
    {
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _json.TokenType == JsonTokenType.True;
        }

        return Odd();
    }

    public DateTimeOffset Moment()
    {
        if (_json.TokenType == JsonTokenType.String && _json.TryGetDateTimeOffset(out var value))
        {
            return value;
        }

        Odd();
        return default;
    }

    public TimeSpan Span()
    {
        if (_json is { TokenType: JsonTokenType.String, ValueIsEscaped: false, ValueSpan: [>= (byte)'0' and <= (byte)'9', ..] } &&
            Utf8Parser.TryParse(_json.ValueSpan, out TimeSpan value, out var used, 'c') && used == _json.ValueSpan.Length)
        {
            return value;
        }

        Odd();
        return default;
    }

    /// <summary>The name of one of an enumeration's values.</summary>
    public T Named<T>()
        where T : struct, Enum
    {
        if (EnumNames<T>.Find(Known()) is { } value)
        {
            return value;
        }

        Odd();
        return default;
    }

    private string OddText()
    {
        Odd();
        return "";
    }
}
