//! How wide a text will be. Nobody measures fonts here, so this is an estimate from the widths of
//! DejaVu Sans, the widest of the fonts that systems have for their own texts: in any other there is
//! a little more room than needed.

/// Thousandths of the size of the font, from the space to the tilde.
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// Any other letter, and one of a script whose letters are as wide as high.
const OTHER: u16 = 700;
const WIDE: u16 = 1_050;

/// The width of a text in pixels.
pub(super) fn of(text: &str, size: f32) -> f32 {
    text.chars().map(one).sum::<f32>() * size / 1_000.0
}

fn one(c: char) -> f32 {
    let ascii = u32::from(c).checked_sub(32).and_then(|n| usize::try_from(n).ok());
    let known = ascii.and_then(|n| ASCII.get(n)).copied();
    let guess = if c < '\u{1100}' { OTHER } else { WIDE };
    f32::from(known.unwrap_or(guess))
}

/// A text with its middle left out so that it fits.
pub(super) fn fitted(text: &str, size: f32, room: f32) -> String {
    if of(text, size) <= room {
        return text.to_owned();
    }
    let widths: Vec<f32> = text.chars().map(|c| one(c) * size / 1_000.0).collect();
    let mut left = room - of("\u{2026}", size);
    // One character from the front for each two from the end: the ends tell addresses apart.
    let (mut front, mut back) = (0, 0);
    loop {
        let from_front = front * 2 < back;
        let at = if from_front { front } else { widths.len().saturating_sub(back + 1) };
        let Some(width) = widths.get(at).filter(|w| **w <= left && front + back < widths.len())
        else {
            break;
        };
        left -= width;
        if from_front {
            front += 1;
        } else {
            back += 1;
        }
    }
    let start: String = text.chars().take(front).collect();
    let end: String = text.chars().skip(widths.len().saturating_sub(back)).collect();
    format!("{start}\u{2026}{end}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(fitted("short", 10.0, 100.0), "short");
        assert_eq!(fitted("aws_subnet.private[\"b\"]", 10.0, 80.0), "aws_\u{2026}ate[\"b\"]");
        assert_eq!(fitted("abc", 10.0, 0.0), "\u{2026}");
    }

    proptest! {
        #[test]
        fn what_is_fitted_fits(text in "\\PC{0,60}", room in 20.0f32..300.0) {
            prop_assert!(of(&fitted(&text, 11.0, room), 11.0) <= room + 0.1);
        }
    }
}
