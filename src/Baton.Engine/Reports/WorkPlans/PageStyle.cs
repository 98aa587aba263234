namespace Baton.Engine.Reports.WorkPlans;

/// <summary>How a page looks on screens of any width, in the dark and on paper.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light; --page: #ffffff; --text: #1b1f24; --muted: #57606a; --line: #d0d7de; --band: #f6f8fa; --link: #0a58ca; }
        @media screen and (prefers-color-scheme: dark) {
          :root { color-scheme: dark; --page: #0d1117; --text: #e6edf3; --muted: #9da7b3; --line: #30363d; --band: #161b22; --link: #79b8ff; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
        nav { background: var(--band); border-bottom: 1px solid var(--line); padding: .5rem 1rem; font-size: .85rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0 auto; padding: 0; max-width: 76rem; }
        a { color: var(--link); }
        main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { font-size: 1.35rem; margin-top: 2.2rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.1rem; margin-top: 1.6rem; }
        h4 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
        h3, h4, p, li { overflow-wrap: anywhere; }
        ul { padding-left: 1.4rem; margin: .4rem 0 1rem; }
        ul.open { list-style: "\2610\00a0\00a0"; }
        .wide, .picture, pre { overflow-x: auto; margin: .6rem 0 1.2rem; }
        table { border-collapse: collapse; font-size: .88rem; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .7rem; border: 1px solid var(--line); overflow-wrap: break-word; max-width: 30rem; }
        thead th { background: var(--band); }
        tbody th { font-weight: 600; }
        pre { background: var(--band); border: 1px solid var(--line); border-radius: 6px; padding: .7rem; font-size: .85rem; }
        code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
        .picture { border: 1px solid var(--line); border-radius: 6px; }
        .picture svg { display: block; }
        @media print {
          nav { display: none; }
          main { max-width: none; padding: 0; }
          body { font-size: 10pt; }
          h2, h3, h4 { break-after: avoid; }
          tr, .picture { break-inside: avoid; }
          .picture { overflow: hidden; border: 0; }
          .picture svg { max-width: 100%; height: auto; }
          .wide { overflow: visible; }
        }

        """;
}
