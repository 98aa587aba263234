using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads what a plan says about its budget beyond plain limits.</summary>
internal static class BudgetReader
{
    /// <summary>A bare figure counts tokens; a mapping has tokens, money or both.</summary>
    public static Allowance Amount(Section section, string key) => section.Find(key) is YamlMap
        ? section.Inner(key, PlanKeys.Allowance) is { } both ? new Allowance(both.Tokens("tokens"), both.Money("money")) : new Allowance()
        : new Allowance(section.Tokens(key));

    public static Degrade? Degrade(Section section)
    {
        if (section.Find("degrade") is not YamlMap)
        {
            return section.Choice("degrade", ("pause", DegradeKind.Pause), ("stop", DegradeKind.Stop)) is { } kind ? new Degrade(kind) : null;
        }

        var degrade = section.Inner("degrade", PlanKeys.Degrade)!;
        degrade.Require("model", "Write 'degrade: {model: NAME}', 'degrade: pause' or 'degrade: stop'.");
        return degrade.Text("model") is { } model ? new Degrade(DegradeKind.Model, model) : null;
    }

    public static BudgetAlerts Alerts(Section limits)
    {
        var basis = BudgetAlerts.Default;
        return limits.Inner("alerts", PlanKeys.Alerts) is { } alerts
            ? new(Threshold(alerts, "target", basis.Target), Threshold(alerts, "warning", basis.Warning), Threshold(alerts, "critical", basis.Critical))
            : basis;
    }

    /// <summary>A share, tokens, money, or several of them in a list.</summary>
    private static Threshold Threshold(Section alerts, string key, Threshold basis)
    {
        foreach (var item in ValueReader.Items(alerts.Find(key)))
        {
            var text = (item as YamlScalar)?.Value.Trim() ?? "";
            basis = text.EndsWith('%') ? alerts.Values.Share(item, alerts.Name(key)) is { } share ? Share(alerts, item, key, share, basis) : basis
                : text.StartsWith('$') || text.EndsWith("USD", StringComparison.OrdinalIgnoreCase) ? basis with { Money = alerts.Values.Money(item, alerts.Name(key)) }
                : basis with { Tokens = alerts.Values.Tokens(item, alerts.Name(key)) };
        }

        return basis;
    }

    private static Threshold Share(Section alerts, YamlNode item, string key, double share, Threshold basis)
    {
        if (share > 0)
        {
            return basis with { Share = (decimal)share };
        }

        alerts.Findings.Error(CheckCode.BadQuantity, item.Position, "0%", $"'{key}' of {alerts.What} is reached before anything is used.", "Write a share above 0.");
        return basis;
    }
}
