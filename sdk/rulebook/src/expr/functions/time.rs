//! Timestamps and durations.

use jiff::SignedDuration;
use jiff::civil::{DateTime, datetime};
use jiff::tz::{Offset, TimeZone};

use super::{ANY, Function, TEXT, TIMESTAMP, text_of};
use crate::expr::evaluate::Found;
use crate::expr::operators::apart;
use crate::expr::scope::Stop;
use crate::expr::ty::Ty;
use crate::value::Value;

/// A method of timestamps, in UTC or a time zone, and of durations where it has a meaning for them.
macro_rules! selector {
    ($name:literal, $takes:expr, $moment:expr, $duration:expr) => {
        Function::new($name, $takes, |_| Ty::Int, |_, a| selected(a, $moment, $duration))
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    selector!(".getDate", &[ANY], |at| at.day().into(), NONE),
    selector!(".getDate", &[TIMESTAMP, TEXT], |at| at.day().into(), NONE),
    selector!(".getDayOfMonth", &[ANY], |at| i64::from(at.day()) - 1, NONE),
    selector!(".getDayOfMonth", &[TIMESTAMP, TEXT], |at| i64::from(at.day()) - 1, NONE),
    selector!(".getDayOfWeek", &[ANY], |at| at.weekday().to_sunday_zero_offset().into(), NONE),
    selector!(".getDayOfWeek", &[TIMESTAMP, TEXT], |at| at.weekday().to_sunday_zero_offset().into(), NONE),
    selector!(".getDayOfYear", &[ANY], |at| i64::from(at.day_of_year()) - 1, NONE),
    selector!(".getDayOfYear", &[TIMESTAMP, TEXT], |at| i64::from(at.day_of_year()) - 1, NONE),
    selector!(".getFullYear", &[ANY], |at| at.year().into(), NONE),
    selector!(".getFullYear", &[TIMESTAMP, TEXT], |at| at.year().into(), NONE),
    selector!(".getMonth", &[ANY], |at| i64::from(at.month()) - 1, NONE),
    selector!(".getMonth", &[TIMESTAMP, TEXT], |at| i64::from(at.month()) - 1, NONE),
    selector!(".getHours", &[ANY], |at| at.hour().into(), Some(|long| long.as_hours())),
    selector!(".getHours", &[TIMESTAMP, TEXT], |at| at.hour().into(), NONE),
    selector!(".getMinutes", &[ANY], |at| at.minute().into(), Some(|long| long.as_mins())),
    selector!(".getMinutes", &[TIMESTAMP, TEXT], |at| at.minute().into(), NONE),
    selector!(".getSeconds", &[ANY], |at| at.second().into(), Some(|long| long.as_secs())),
    selector!(".getSeconds", &[TIMESTAMP, TEXT], |at| at.second().into(), NONE),
    selector!(".getMilliseconds", &[ANY], milliseconds, Some(|long| long.subsec_millis().into())),
    selector!(".getMilliseconds", &[TIMESTAMP, TEXT], milliseconds, NONE),
];

/// What a method says of a duration; nothing where it has no meaning.
type OfDuration = Option<fn(SignedDuration) -> i64>;
const NONE: OfDuration = None;

const EPOCH: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

fn milliseconds(at: DateTime) -> i64 {
    i64::from(at.subsec_nanosecond()) / 1_000_000
}

fn selected(
    arguments: &[Found<'_>],
    moment: fn(DateTime) -> i64,
    duration: OfDuration,
) -> Result<Value, Stop> {
    match (&*arguments[0], duration) {
        (Value::Timestamp(at), _) => {
            let at = arguments.get(1).map_or(Ok(*at), |zone| local(*at, text_of(zone)?))?;
            Ok(Value::Int(moment(at)))
        }
        (Value::Duration(long), Some(duration)) => Ok(Value::Int(duration(*long))),
        (other, _) => Err(Stop::wrong(other, "a timestamp")),
    }
}

/// The moment as clocks show it there: `Asia/Kathmandu`, `+11:00`, `02:00`.
fn local(at: DateTime, zone: &str) -> Result<DateTime, Stop> {
    let far = || Stop::error("the timestamp is out of range there");
    let seconds = match fixed(zone) {
        Some(seconds) => seconds,
        None => {
            let rules = TimeZone::get(zone);
            let rules = rules.map_err(|_| Stop::error(format!("there is no time zone `{zone}`")))?;
            let moment = Offset::UTC.to_timestamp(at).map_err(|_| far())?;
            rules.to_offset(moment).seconds().into()
        }
    };
    at.checked_add(SignedDuration::from_secs(seconds)).map_err(|_| far())
}

/// The seconds of `+11:00`, `-02:30` or `02:00`.
fn fixed(zone: &str) -> Option<i64> {
    let (sign, clock) = match zone.strip_prefix('-') {
        Some(clock) => (-1, clock),
        None => (1, zone.strip_prefix('+').unwrap_or(zone)),
    };
    let (hours, minutes) = clock.split_once(':')?;
    let two = |text: &str, end: i64| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| digits && *number < end)
    };
    Some(sign * (two(hours, 24)? * 3600 + two(minutes, 60)? * 60))
}

/// Seconds since 1970.
pub(super) fn since_epoch(at: DateTime) -> i64 {
    let nanos = at.duration_since(EPOCH).as_nanos();
    i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(i64::MAX)
}

fn moment(at: Result<DateTime, jiff::Error>) -> Result<Value, Stop> {
    match at {
        Ok(at) if at.year() >= 1 => Ok(Value::Timestamp(at)),
        _ => Err(Stop::error("the timestamp lies outside the years 1 to 9999")),
    }
}

fn length(long: Option<SignedDuration>) -> Result<Value, Stop> {
    match long {
        Some(long) if i64::try_from(long.as_nanos()).is_ok() => Ok(Value::Duration(long)),
        _ => Err(Stop::error("the duration is longer than 292 years")),
    }
}

/// `timestamp(…)` of seconds since 1970, of an RFC 3339 text, of a day.
pub(crate) fn timestamp(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Timestamp(_) => Ok(value.clone()),
        Value::Int(seconds) => moment(EPOCH.checked_add(SignedDuration::from_secs(*seconds))),
        Value::Date(day) => moment(Ok(day.to_datetime(jiff::civil::Time::midnight()))),
        Value::Text(text) => {
            let wrong = || Stop::error(format!("`{text}` is no timestamp; write 2026-03-31T08:00:00Z"));
            let (clock, seconds) = zoned(text).ok_or_else(wrong)?;
            let at: DateTime = clock.parse().map_err(|_| wrong())?;
            moment(at.checked_sub(SignedDuration::from_secs(seconds)))
        }
        other => Err(Stop::wrong(other, "a text or a whole number")),
    }
}

/// The clock's time and the offset's seconds of an RFC 3339 text.
fn zoned(text: &str) -> Option<(&str, i64)> {
    let (clock, seconds) = match text.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, 0),
        None => {
            let (clock, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (clock, zone.starts_with(['+', '-']).then(|| fixed(zone))??)
        }
    };
    let bytes = clock.as_bytes();
    let shape = b"0000-00-00T00:00:00";
    let fits = bytes.len() >= shape.len()
        && shape.iter().zip(bytes).all(|(shape, byte)| match shape {
            b'0' => byte.is_ascii_digit(),
            other => byte.eq_ignore_ascii_case(other),
        });
    let fraction = bytes.get(shape.len()..).unwrap_or_default();
    let digits = fraction.first().is_none_or(|dot| *dot == b'.')
        && fraction.iter().skip(1).all(u8::is_ascii_digit)
        && fraction.len() != 1;
    (fits && digits).then_some((clock, seconds))
}

/// `duration(…)` of a text such as `1h30m` or `-1.5s`.
pub(crate) fn duration(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Duration(_) => Ok(value.clone()),
        Value::Text(text) => {
            let nanos = nanos(text);
            let nanos = nanos.ok_or_else(|| Stop::error(format!("`{text}` is no duration; write 1h30m")))?;
            length(i64::try_from(nanos).ok().map(SignedDuration::from_nanos))
        }
        other => Err(Stop::wrong(other, "a text")),
    }
}

/// The nanoseconds a text such as `1h30m` means.
fn nanos(text: &str) -> Option<i128> {
    const UNITS: [(&str, i128); 8] = [
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("μs", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut sum: i128 = 0;
    loop {
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(length);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let (name, unit) = UNITS.into_iter().find(|(name, _)| after.starts_with(name))?;
        if number.len() > 30 || whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
        sum = sum.checked_add(digits.checked_mul(unit)? / 10_i128.pow(fraction.len() as u32))?;
        rest = &after[name.len()..];
        if rest.is_empty() {
            return Some(sign * sum);
        }
    }
}

/// `+` of timestamps and durations.
pub(crate) fn add(left: &Value, right: &Value) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Timestamp(at), Value::Duration(long)) | (Value::Duration(long), Value::Timestamp(at)) => {
            moment(at.checked_add(*long))
        }
        (Value::Duration(a), Value::Duration(b)) => length(a.checked_add(*b)),
        _ => Err(apart(left, right)),
    }
}

/// `-` of timestamps and durations.
pub(crate) fn subtract(left: &Value, right: &Value) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Timestamp(at), Value::Duration(long)) => moment(at.checked_sub(*long)),
        (Value::Timestamp(a), Value::Timestamp(b)) => length(Some(a.duration_since(*b))),
        (Value::Duration(a), Value::Duration(b)) => length(a.checked_sub(*b)),
        _ => Err(apart(left, right)),
    }
}
