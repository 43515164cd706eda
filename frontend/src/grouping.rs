//! Text in groups that the eye can follow.

/// `text` in groups of four characters, a space between them.
pub fn in_groups_of_four(text: &str) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / GROUP);
    for (index, character) in text.chars().filter(|it| !it.is_whitespace()).enumerate() {
        if index > 0 && index % GROUP == 0 {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

/// At most `limit` ASCII digits of `text`, in their order; everything else is dropped.
pub fn digits_of(text: &str, limit: usize) -> String {
    text.chars()
        .filter(char::is_ascii_digit)
        .take(limit)
        .collect()
}

/// `28 seconds`, `1 minute`, `2 minutes 5 seconds`.
pub fn duration(seconds: u64) -> String {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (minutes, rest) {
        (0, rest) => counted(rest, "second"),
        (minutes, 0) => counted(minutes, "minute"),
        (minutes, rest) => format!("{} {}", counted(minutes, "minute"), counted(rest, "second")),
    }
}

/// `1 try`, `3 tries`.
pub fn tries(count: u32) -> String {
    match count {
        1 => "1 try".to_owned(),
        count => format!("{count} tries"),
    }
}

fn counted(count: u64, unit: &str) -> String {
    match count {
        1 => format!("1 {unit}"),
        count => format!("{count} {unit}s"),
    }
}

const GROUP: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stands_in_groups_of_four() {
        assert_eq!(
            in_groups_of_four("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
        );
        assert_eq!(in_groups_of_four("ABCDE"), "ABCD E");
        assert_eq!(in_groups_of_four("AB CD"), "ABCD");
        assert_eq!(in_groups_of_four(""), "");
    }

    #[test]
    fn a_pasted_code_loses_all_but_its_digits() {
        assert_eq!(digits_of(" 123 456 ", 6), "123456");
        assert_eq!(digits_of("Your code is 012-345.", 6), "012345");
        assert_eq!(digits_of("12345678", 6), "123456");
        assert_eq!(digits_of("１２３", 6), "");
    }

    #[test]
    fn durations_read_like_speech() {
        assert_eq!(duration(1), "1 second");
        assert_eq!(duration(28), "28 seconds");
        assert_eq!(duration(60), "1 minute");
        assert_eq!(duration(125), "2 minutes 5 seconds");
        assert_eq!(tries(1), "1 try");
        assert_eq!(tries(4), "4 tries");
    }
}
