//! Days of the Gregorian calendar, and moments in time.
//! Pure arithmetic: knows no clock and no time zone of the machine.

/// Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
/// `days_from_civil`).
pub fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The way back (`civil_from_days`): year, month, day.
pub fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A moment, with the offset from UTC that the clock of whoever noted it had. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Since 1970-01-01T00:00:00Z.
    seconds: i64,
    /// Minutes that the clock was ahead of UTC.
    offset: i16,
}

/// From the year 0 to the end of 9999, which is what four digits of a year can say.
const SECONDS: std::ops::RangeInclusive<i64> = -62_167_132_800..=253_402_214_399;

impl Moment {
    /// `None` outside of the years that four digits can say. `offset` is in minutes, less than a day.
    pub fn new(seconds: i64, offset: i16) -> Option<Moment> {
        (SECONDS.contains(&seconds) && offset.abs() < 24 * 60).then_some(Moment { seconds, offset })
    }

    /// The day, by the clock of whoever noted the moment: `2026-11-22`.
    pub fn day(self) -> String {
        let days = (self.seconds + i64::from(self.offset) * 60).div_euclid(86_400);
        let (year, month, day) = date_from_days(days);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// RFC 3339, in UTC: `2026-11-22T08:15:00Z`.
    pub fn timestamp(self) -> String {
        let (year, month, day) = date_from_days(self.seconds.div_euclid(86_400));
        let second = self.seconds.rem_euclid(86_400);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_others_way_back() {
        assert_eq!((days_from_date(1970, 1, 1), days_from_date(2000, 3, 1)), (0, 11_017));
        for days in (-800_000..800_000).step_by(97) {
            let (year, month, day) = date_from_days(days);
            assert_eq!(days_from_date(year, month, day), days);
        }
    }

    #[test]
    fn a_day_is_that_of_the_clock_it_was_noted_by() {
        let moment = |offset| Moment::new(1_795_438_028, offset).expect("a moment of our time");
        assert_eq!(moment(0).timestamp(), "2026-11-23T12:47:08Z");
        assert_eq!((moment(0).day(), moment(8 * 60).day()), ("2026-11-23".into(), "2026-11-23".into()));
        assert_eq!((moment(12 * 60).day(), moment(-13 * 60).day()), ("2026-11-24".into(), "2026-11-22".into()));
        assert!(moment(0).timestamp() == moment(60).timestamp());
        let (first, last) = (*SECONDS.start(), *SECONDS.end());
        for (seconds, offset) in [(first, -1439), (last, 1439), (-1, 0)] {
            let moment = Moment::new(seconds, offset).expect("inside the range");
            assert_eq!((moment.day().len(), moment.timestamp().len()), (10, 20), "{moment:?}");
        }
        assert_eq!((Moment::new(first - 1, 0), Moment::new(last + 1, 0), Moment::new(0, 1440)), (None, None, None));
    }
}
