//! Functions of dates.

use super::text::string;
use super::{Answer, Call, Failure};

/// A point in time with the offset in which it is shown.
#[derive(Clone, Copy)]
pub(super) struct Timestamp {
    /// Seconds since 1970 in UTC.
    seconds: i64,
    nanos: i64,
    /// Seconds east of UTC.
    offset: i64,
}

/// A date and time of day.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: i64,
}

const DAY: i64 = 86_400;

fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have the leap day at their end.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(timestamp: &Timestamp) -> Civil {
    let local = timestamp.seconds + timestamp.offset;
    let (days, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    Civil {
        year: year + era * 400 + i64::from(month <= 2),
        month,
        day: of_year - (153 * shifted_month + 2) / 5 + 1,
        hour: time / 3600,
        minute: time / 60 % 60,
        second: time % 60,
        weekday: (days + 4).rem_euclid(7),
    }
}

fn days_in(month: i64, year: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads numbers and marks one after the other.
struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    /// A number of so many digits within bounds.
    fn number(&mut self, least: usize, most: usize, low: i64, high: i64) -> Option<i64> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits < least {
            return None;
        }
        let (text, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        text.parse().ok().filter(|n| (low..=high).contains(n))
    }

    fn take(&mut self, mark: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(mark)?;
        Some(())
    }

    /// Fractions of a second in nanoseconds.
    fn fraction(&mut self) -> i64 {
        let Some(rest) = self.rest.strip_prefix('.') else { return 0 };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return 0;
        }
        let (text, rest) = rest.split_at(digits);
        self.rest = rest;
        let nine: String = text.chars().chain("000000000".chars()).take(9).collect();
        nine.parse().unwrap_or(0)
    }

    fn offset(&mut self) -> Option<i64> {
        if self.take('Z').is_some() {
            return Some(0);
        }
        let sign = if self.take('-').is_some() {
            -1
        } else {
            self.take('+')?;
            1
        };
        let hours = self.number(2, 2, 0, 23)?;
        self.take(':')?;
        let minutes = self.number(2, 2, 0, 59)?;
        Some(sign * (hours * 60 + minutes) * 60)
    }
}

/// Reads a timestamp of RFC 3339; `loose` as YAML does: one digit suffices, a blank may stand for
/// `T`, time and offset may be missing.
pub(super) fn parse(text: &str, loose: bool) -> Option<Timestamp> {
    let digits = if loose { 1 } else { 2 };
    let mut s = Scanner { rest: text };
    let year = s.number(4, 4, 0, 9999)?;
    s.take('-')?;
    let month = s.number(digits, 2, 1, 12)?;
    s.take('-')?;
    let day = s.number(digits, 2, 1, days_in(month, year))?;
    let mut timestamp = Timestamp { seconds: days_of(year, month, day) * DAY, nanos: 0, offset: 0 };
    if loose && s.rest.is_empty() {
        return Some(timestamp);
    }
    let blank = loose && s.take(' ').is_some();
    if !(blank || loose && s.take('t').is_some()) {
        s.take('T')?;
    }
    let hour = s.number(if loose { 1 } else { 2 }, 2, 0, 23)?;
    s.take(':')?;
    let minute = s.number(digits, 2, 0, 59)?;
    s.take(':')?;
    let second = s.number(digits, 2, 0, 59)?;
    timestamp.nanos = s.fraction();
    timestamp.offset = if blank { 0 } else { s.offset()? };
    timestamp.seconds += hour * 3600 + minute * 60 + second - timestamp.offset;
    s.rest.is_empty().then_some(timestamp)
}

/// In the form of RFC 3339.
pub(super) fn text(timestamp: &Timestamp) -> String {
    let t = civil(timestamp);
    format!(
        "{}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}",
        if t.year < 0 { "-" } else { "" },
        t.year.abs(),
        t.month,
        t.day,
        t.hour,
        t.minute,
        t.second,
        zone(timestamp.offset, true, ":")
    )
}

fn zone(offset: i64, letter: bool, colon: &str) -> String {
    if letter && offset == 0 {
        return "Z".to_owned();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
}

fn timestamp(call: &Call<'_>, index: usize) -> Result<Timestamp, Failure> {
    let text = call.str(index)?;
    parse(text, false)
        .ok_or_else(|| Failure::argument(index, format!("not a valid RFC3339 timestamp: {text:?}")))
}

/// `timecmp`
pub(super) fn timecmp(call: &Call<'_>) -> Answer {
    let (a, b) = (timestamp(call, 0)?, timestamp(call, 1)?);
    let order = (a.seconds, a.nanos).cmp(&(b.seconds, b.nanos));
    Ok((order as i64).into())
}

/// `timeadd`
pub(super) fn timeadd(call: &Call<'_>) -> Answer {
    let mut timestamp = timestamp(call, 0)?;
    let given = call.str(1)?;
    let Some(nanos) = duration(given) else {
        return Err(Failure::new(format!("time: invalid duration {given:?}")));
    };
    let total = i128::from(timestamp.nanos) + i128::from(nanos);
    let seconds = i64::try_from(total.div_euclid(1_000_000_000)).unwrap_or(0);
    timestamp.seconds = timestamp.seconds.saturating_add(seconds);
    Ok(string(text(&timestamp)))
}

const UNITS: &[(&str, i128)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Nanoseconds of a duration such as `-1h30m` or `1.5s`.
fn duration(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0i128;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at(end);
        let end = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(end);
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(amount(number, *unit)?)?;
        rest = behind;
    }
    i64::try_from(sign * total).ok()
}

fn amount(number: &str, unit: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()?.into() };
    let digits: String = fraction.chars().take(18).collect();
    let scale = 10i128.pow(u32::try_from(digits.len()).ok()?);
    let part: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    whole.checked_mul(unit)?.checked_add(part * unit / scale)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// `formatdate`
pub(super) fn formatdate(call: &Call<'_>) -> Answer {
    let timestamp = timestamp(call, 1)?;
    let (time, mut rest) = (civil(&timestamp), call.str(0)?);
    let mut out = String::new();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (literal, behind) =
                quoted(rest).ok_or_else(|| Failure::argument(0, "unterminated literal '"))?;
            out.push_str(&literal);
            rest = behind;
        } else if first.is_ascii_alphabetic() {
            let end = rest.find(|c| c != first).unwrap_or(rest.len());
            let (verb, behind) = rest.split_at(end);
            out.push_str(&written(verb, first, &time, timestamp.offset)?);
            rest = behind;
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        }
    }
    Ok(string(out))
}

/// A literal in quotes, and what follows it; two quotes are one.
fn quoted(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix("''") {
        return Some(("'".to_owned(), rest));
    }
    let mut out = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (before, behind) = rest.split_once('\'')?;
        out.push_str(before);
        match behind.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                rest = more;
            }
            None => return Some((out, behind)),
        }
    }
}

fn written(verb: &str, letter: char, t: &Civil, offset: i64) -> Result<String, Failure> {
    let name = |names: &[&str], at: i64| {
        usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or("").to_owned()
    };
    let short = |name: String| name.get(..3).unwrap_or("").to_owned();
    let number = |n: i64| if verb.len() == 1 { n.to_string() } else { format!("{n:02}") };
    let half = if t.hour % 12 == 0 { 12 } else { t.hour % 12 };
    Ok(match (letter, verb.len()) {
        ('Y', 2) => format!("{:02}", t.year % 100),
        ('Y', 4) => format!("{:04}", t.year),
        ('M', 1 | 2) => number(t.month),
        ('M', 3) => short(name(&MONTHS, t.month - 1)),
        ('M', 4) => name(&MONTHS, t.month - 1),
        ('D', 1 | 2) => number(t.day),
        ('E', 3) => short(name(&DAYS, t.weekday)),
        ('E', 4) => name(&DAYS, t.weekday),
        ('h', 1 | 2) => number(t.hour),
        ('H', 1 | 2) => number(half),
        ('A', 2) => if t.hour < 12 { "AM" } else { "PM" }.to_owned(),
        ('a', 2) => if t.hour < 12 { "am" } else { "pm" }.to_owned(),
        ('m', 1 | 2) => number(t.minute),
        ('s', 1 | 2) => number(t.second),
        ('Z', 1) => zone(offset, true, ":"),
        ('Z', 3) if offset == 0 => "UTC".to_owned(),
        ('Z', 3 | 4) => zone(offset, false, ""),
        ('Z', 5) => zone(offset, false, ":"),
        _ => return Err(Failure::argument(0, format!("invalid date format verb {verb:?}"))),
    })
}
