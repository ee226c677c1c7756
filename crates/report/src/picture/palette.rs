//! The colours of the picture in light and dark. They are written out for each rule, without
//! variables, which many programs that show SVG don't know; without `@media` they show the light ones.

use std::fmt::Write as _;

/// What a part looks like: background, border, text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) fill: &'static str,
    pub(super) stroke: &'static str,
    pub(super) ink: &'static str,
    pub(super) muted: &'static str,
}

const fn look(
    fill: &'static str,
    stroke: &'static str,
    ink: &'static str,
    muted: &'static str,
) -> Look {
    Look { fill, stroke, ink, muted }
}

/// The class of a part, and its looks in light and dark.
#[rustfmt::skip]
pub(super) const LOOKS: &[(&str, Look, Look)] = &[
    ("paper",       look("#ffffff", "#ffffff", "#0f172a", "#475569"), look("#0b1120", "#0b1120", "#e2e8f0", "#a3b1c6")),
    ("root",        look("#f8fafc", "#cbd5e1", "#0f172a", "#475569"), look("#0f172a", "#334155", "#e2e8f0", "#a3b1c6")),
    ("outside",     look("#f1f5f9", "#cbd5e1", "#0f172a", "#475569"), look("#172033", "#334155", "#e2e8f0", "#a3b1c6")),
    ("vpc",         look("#ffffff", "#64748b", "#0f172a", "#475569"), look("#111a2e", "#64748b", "#f1f5f9", "#a3b1c6")),
    ("zone",        look("#f8fafc", "#cbd5e1", "#334155", "#475569"), look("#18233a", "#33415c", "#cbd5e1", "#a3b1c6")),
    ("to-internet", look("#e3f7e8", "#15803d", "#0b3d1e", "#14532d"), look("#0d2b1b", "#4ade80", "#dcfce7", "#a7e8bd")),
    ("to-nat",      look("#e2edff", "#1d4ed8", "#172554", "#1e3a8a"), look("#12224a", "#7aa2ff", "#dbeafe", "#b4ccff")),
    ("to-other",    look("#f3e8ff", "#7e22ce", "#3b0764", "#581c87"), look("#2a1745", "#c084fc", "#f3e8ff", "#ddc2ff")),
    ("to-unknown",  look("#fdf3d0", "#a16207", "#422006", "#713f12"), look("#33260a", "#eab308", "#fef9c3", "#f0da86")),
    ("to-none",     look("#eceff3", "#64748b", "#1e293b", "#334155"), look("#222c3d", "#94a3b8", "#e2e8f0", "#b8c4d6")),
    ("workload",    look("#ffffff", "#334155", "#0f172a", "#475569"), look("#0b1120", "#cbd5e1", "#f8fafc", "#b4c0d3")),
    ("nat",         look("#1d4ed8", "#1e3a8a", "#ffffff", "#dbeafe"), look("#93b4ff", "#dbeafe", "#0b1a3d", "#17306b")),
    ("interface",   look("#d5f5ef", "#0f766e", "#083f3a", "#115e59"), look("#0c3733", "#2dd4bf", "#ccfbf1", "#99e6da")),
    ("endpoint",    look("#d5f5ef", "#0f766e", "#083f3a", "#115e59"), look("#0c3733", "#2dd4bf", "#ccfbf1", "#99e6da")),
    ("gateway",     look("#e2e8f0", "#475569", "#0f172a", "#334155"), look("#2a364b", "#94a3b8", "#f1f5f9", "#c3cedd")),
    ("internet",    look("#e2e8f0", "#475569", "#0f172a", "#334155"), look("#2a364b", "#94a3b8", "#f1f5f9", "#c3cedd")),
    ("service",     look("#ffedd5", "#c2410c", "#431407", "#7c2d12"), look("#3b1d0c", "#fb923c", "#ffedd5", "#fdc99a")),
    ("more",        look("#ffffff", "#94a3b8", "#334155", "#475569"), look("#0b1120", "#64748b", "#cbd5e1", "#a3b1c6")),
];

/// The style sheet of the picture.
pub(super) fn style() -> String {
    let mut out = String::from(
        ".vpcelint text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",\
         Arial,sans-serif;font-size:11px}\
         .vpcelint .b{font-weight:600}.vpcelint .s{font-size:10px}.vpcelint .h{font-size:13px}\
         .vpcelint .doubt>.edge{stroke-dasharray:5 3}\
         .vpcelint .more>.edge{stroke-dasharray:1 3}\n",
    );
    rules(&mut out, |(_, light, _)| *light);
    out.push_str("@media (prefers-color-scheme:dark){\n");
    rules(&mut out, |(_, _, dark)| *dark);
    out.push_str("}\n");
    out
}

fn rules(out: &mut String, of: impl Fn(&(&str, Look, Look)) -> Look) {
    for row in LOOKS {
        let (class, Look { fill, stroke, ink, muted }) = (row.0, of(row));
        let _ = writeln!(
            out,
            ".vpcelint .{class}>.edge{{fill:{fill};stroke:{stroke}}}\
             .vpcelint .{class}>.bar{{fill:{stroke}}}\
             .vpcelint .{class}>text{{fill:{ink}}}.vpcelint .{class}>.m{{fill:{muted}}}"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::STYLE;

    /// The relative luminance of a colour, as WCAG defines it.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, two: &str) -> f64 {
        let (one, two) = (luminance(one), luminance(two));
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    #[test]
    fn texts_stand_out() {
        for (class, light, dark) in LOOKS {
            for look in [light, dark] {
                for ink in [look.ink, look.muted] {
                    let contrast = contrast(ink, look.fill);
                    assert!(contrast >= 4.5, "{class}: {ink} on {} is {contrast:.2}", look.fill);
                }
            }
        }
    }

    /// What says that a part is on a chosen path, that a path ends before it gets there, or that this
    /// is not known, in light and dark, as the page has them.
    const MARKS: [(&str, &str); 3] =
        [("#be185d", "#f9a8d4"), ("#b91c1c", "#fca5a5"), ("#854d0e", "#facc15")];

    #[test]
    fn borders_of_subnets_and_marks_stand_out() {
        for (class, light, dark) in LOOKS {
            let boxes = ["paper", "root", "outside", "zone"];
            if boxes.contains(class) {
                continue;
            }
            for look in [light, dark] {
                assert!(contrast(look.stroke, look.fill) >= 1.5, "{class}: {look:?}");
            }
            for (light_mark, dark_mark) in MARKS {
                assert!(STYLE.contains(light_mark) && STYLE.contains(dark_mark));
                if *class == "nat" {
                    continue;
                }
                assert!(contrast(light_mark, light.fill) >= 3.0, "{class}: {light_mark}");
                assert!(contrast(dark_mark, dark.fill) >= 3.0, "{class}: {dark_mark}");
            }
        }
    }
}
