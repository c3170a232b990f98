"""Colours and measures of the page, as inline styles because mail programs keep nothing else.

Dark colours and wide screens are in the template's `<style>`, for programs that read it.
"""

_INK = "#1b2330"
_MUTED = "#5f6b7c"
_LINE = "#e6e9ef"
_MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"
_SANS = (
    "-apple-system,BlinkMacSystemFont,'PingFang SC','Hiragino Sans GB','Microsoft YaHei',"
    "'Noto Sans CJK SC','Segoe UI',Roboto,Helvetica,Arial,sans-serif"
)

MOODS = {
    "act": ("#c4281c", "#fdecea"),
    "watch": ("#a15c00", "#fff4e0"),
    "calm": ("#0b6e4f", "#e6f6ef"),
}
"""Ink and paper of each weight; every pair has a contrast of at least 4.5 (WCAG 2.2, 1.4.3)."""

STYLES: dict[str, str] = {
    "body": f"margin:0;padding:0;background:#f4f6f9;color:{_INK};font-family:{_SANS};"
    "font-size:16px;line-height:1.6;-webkit-text-size-adjust:100%",
    "wrap": "max-width:1040px;margin:0 auto;padding:20px 16px 40px",
    "sandbox": "background:#1b2330;color:#ffd34d;border:3px dashed #ffd34d;border-radius:12px;"
    "padding:10px 14px;margin:0 0 16px;font-weight:700;text-align:center;letter-spacing:.04em",
    "brand": f"font-size:13px;color:{_MUTED};margin:0 0 2px",
    "h1": "font-size:26px;line-height:1.25;margin:0;font-weight:750;letter-spacing:.01em",
    "period": f"font-size:13px;color:{_MUTED};margin:4px 0 16px",
    "card": f"background:#ffffff;border:1px solid {_LINE};border-radius:14px;padding:16px 18px;"
    "margin:0 0 16px",
    "hero": "border-radius:14px;padding:18px 20px;margin:0 0 16px;border-left:6px solid",
    "headline": "font-size:19px;line-height:1.5;font-weight:650;margin:0",
    "warn": "font-size:14px;margin:8px 0 0;font-weight:600",
    "tiles": "width:100%;border-collapse:separate;border-spacing:0;table-layout:fixed;"
    f"background:#ffffff;border:1px solid {_LINE};border-radius:14px;margin:0 0 16px",
    "tile": "padding:12px 6px 11px;text-align:center;vertical-align:top",
    "tile_label": f"display:block;font-size:12px;color:{_MUTED}",
    "tile_value": "display:block;font-size:22px;line-height:1.35;font-weight:700;"
    "font-variant-numeric:tabular-nums",
    "tile_note": f"display:block;font-size:12px;color:{_MUTED}",
    "h2": "font-size:17px;margin:0 0 6px;font-weight:700",
    "h3": "font-size:15px;margin:0 0 8px;font-weight:650",
    "claim": f"border-top:1px solid {_LINE};padding:11px 0 9px;margin:0",
    "claim_text": "margin:0;overflow-wrap:anywhere",
    "chip": "display:inline-block;font-size:12px;line-height:1.5;font-weight:600;padding:1px 8px;"
    "border-radius:999px;margin:0 8px 0 0;white-space:nowrap",
    "summary": f"font-size:13px;color:{_MUTED};cursor:pointer;padding:4px 0",
    "proofs": "margin:4px 0 4px;padding:0 0 0 18px;font-size:13px;line-height:1.5",
    "proof": "margin:0 0 6px;overflow-wrap:anywhere",
    "code": f"font-family:{_MONO};font-size:12px;color:#2456c6;text-decoration:none",
    "query": f"color:{_MUTED}",
    "table": "width:100%;border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums",
    "th": f"text-align:left;font-weight:600;color:{_MUTED};padding:4px 8px 4px 0;"
    f"border-bottom:1px solid {_LINE}",
    "td": f"padding:5px 8px 5px 0;border-bottom:1px solid {_LINE};vertical-align:top;"
    "overflow-wrap:anywhere",
    "number": "text-align:right;white-space:nowrap",
    "mono": f"font-family:{_MONO};font-size:12px",
    "figure": "margin:0",
    "keyword": f"display:inline-block;font-family:{_MONO};font-size:12px;padding:2px 9px;"
    f"border:1px solid {_LINE};border-radius:999px;margin:0 6px 6px 0",
    "footer": f"font-size:12px;color:{_MUTED};margin:8px 2px 0",
    **{f"ink_{mood}": f"color:{ink}" for mood, (ink, _) in MOODS.items()},
    **{f"chip_{mood}": f"color:{ink};background:{paper}" for mood, (ink, paper) in MOODS.items()},
    **{
        f"hero_{mood}": f"background:{paper};border-color:{ink}"
        for mood, (ink, paper) in MOODS.items()
    },
}
