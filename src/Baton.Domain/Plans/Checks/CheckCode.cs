namespace Baton.Domain.Plans.Checks;

/// <summary>The stable codes of findings. Each has its chapter in docs/reference/checks.md; a code is never given a new meaning.</summary>
public static class CheckCode
{
    public const string Unreadable = "BTN001";
    public const string TooLarge = "BTN002";
    public const string NotText = "BTN003";
    public const string Mojibake = "BTN004";
    public const string Syntax = "BTN005";
    public const string TooDeep = "BTN006";
    public const string TooMany = "BTN007";
    public const string Reference = "BTN008";
    public const string SeveralDocuments = "BTN009";
    public const string NotAPlan = "BTN010";
    public const string DuplicateKey = "BTN011";
    public const string DuplicateId = "BTN012";
    public const string UnknownKey = "BTN013";
    public const string MissingKey = "BTN014";
    public const string Version = "BTN015";
    public const string WrongShape = "BTN016";
    public const string BadId = "BTN017";
    public const string BadDuration = "BTN018";
    public const string BadQuantity = "BTN019";
    public const string BadChoice = "BTN020";
    public const string UnknownValidator = "BTN021";
    public const string UnknownDriver = "BTN022";
    public const string BadPattern = "BTN023";
    public const string Kept = "BTN024";
    public const string BadEnvironment = "BTN025";
    public const string UnknownFailure = "BTN026";

    public const string UnknownTask = "BTN030";
    public const string UnknownAgent = "BTN031";
    public const string UnknownGroup = "BTN032";
    public const string SelfDependency = "BTN033";
    public const string Cycle = "BTN034";
    public const string NoTasks = "BTN035";
    public const string BarrierCycle = "BTN036";

    public const string TwoOwners = "BTN040";
    public const string BadAmendment = "BTN041";
    public const string OutsideRepository = "BTN042";
    public const string OverlapUnchecked = "BTN043";

    public const string OverBudget = "BTN050";
    public const string NoCapacity = "BTN051";
    public const string IntoBuffer = "BTN052";
    public const string AboveQuota = "BTN053";
    public const string BadCalendar = "BTN054";
    public const string NoStart = "BTN055";
    public const string BadThreshold = "BTN056";
    public const string IdleDegrade = "BTN057";

    public const string CannotFail = "BTN060";
    public const string OwnApprover = "BTN061";
    public const string NoCommand = "BTN062";
    public const string NoValidator = "BTN063";
    public const string IgnoredCommand = "BTN064";
    public const string NeedsATask = "BTN066";

    public const string NeedInParallelGroup = "BTN070";
    public const string ParallelOnOneAgent = "BTN071";
    public const string NoOwner = "BTN072";
    public const string OrphanInput = "BTN073";
    public const string OrphanOutput = "BTN074";
    public const string RedundantNeed = "BTN075";
    public const string AboveLimit = "BTN076";
    public const string NoEstimate = "BTN077";

    public const string BarrierCost = "BTN078";
    public const string HandOffTooEarly = "BTN079";

    public const string StatedCount = "BTN080";
    public const string StatedSequential = "BTN081";
    public const string StatedSum = "BTN082";
    public const string StatedPath = "BTN083";
    public const string StatedMakespan = "BTN084";
    public const string StatedSaving = "BTN085";
    public const string StatedAllowance = "BTN086";
    public const string StatedTwice = "BTN087";
    public const string StatedParallel = "BTN088";
    public const string StatedStart = "BTN089";
    public const string CheckpointTooEarly = "BTN090";
    public const string DeadlineMissed = "BTN091";
    public const string StatedResult = "BTN092";
    public const string StatedVerdict = "BTN093";
    public const string NotCompared = "BTN094";

    public const string MoreFindings = "BTN099";
}
