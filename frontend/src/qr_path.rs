//! A QR code as the path of an SVG: dark modules only, with the quiet zone that scanners need.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// A drawing of `size` by `size` units, one unit a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrPath {
    /// Width and height, the quiet zone included.
    pub size: i32,
    /// The `d` of one path that covers every dark module.
    pub path: String,
}

/// Modules that stay light on each side (ISO/IEC 18004 §5.3.8).
pub const QUIET_ZONE: i32 = 4;

/// The QR code for `text`; none where it is too long for any.
pub fn qr_path(text: &str) -> Option<QrPath> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for row in 0..code.size() {
        let mut column = 0;
        while column < code.size() {
            let start = column;
            while code.get_module(column, row) {
                column += 1;
            }
            if column > start {
                push_run(&mut path, start, row, column - start);
            }
            column += 1;
        }
    }
    Some(QrPath {
        size: code.size() + 2 * QUIET_ZONE,
        path,
    })
}

/// A run of dark modules in one row, as a rectangle.
fn push_run(path: &mut String, column: i32, row: i32, width: i32) {
    let (x, y) = (column + QUIET_ZONE, row + QUIET_ZONE);
    // Writing into a String cannot fail.
    write!(path, "M{x} {y}h{width}v1h-{width}z").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "otpauth://totp/Postern:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                       &issuer=Postern";

    /// Draws the path again, as the browser does.
    fn raster(drawing: &QrPath) -> Vec<Vec<bool>> {
        let size = usize::try_from(drawing.size).expect("a size is positive");
        let mut modules = vec![vec![false; size]; size];
        for run in drawing.path.split('z').filter(|run| !run.is_empty()) {
            let numbers: Vec<usize> = run
                .split(|character: char| !character.is_ascii_digit())
                .filter(|number| !number.is_empty())
                .map(|number| number.parse().expect("digits"))
                .collect();
            let &[x, y, width, 1, back] = numbers.as_slice() else {
                panic!("not a run of height 1: {run}");
            };
            assert_eq!(width, back, "{run}");
            let row = modules.get_mut(y).expect("a row of the drawing");
            for module in row.get_mut(x..x + width).expect("inside the row") {
                assert!(!*module, "drawn twice: {run}");
                *module = true;
            }
        }
        modules
    }

    #[test]
    fn every_module_is_drawn_and_the_quiet_zone_stays_light() {
        let code = QrCode::encode_text(URI, QrCodeEcc::Medium).expect("short enough");
        let drawing = qr_path(URI).expect("short enough");
        assert_eq!(drawing.size, code.size() + 8);
        for (y, row) in (-4..).zip(raster(&drawing)) {
            for (x, dark) in (-4..).zip(row) {
                assert_eq!(dark, code.get_module(x, y), "module {x}, {y}");
            }
        }
    }

    #[test]
    fn a_text_too_long_for_a_qr_code_has_none() {
        assert_eq!(qr_path(&"x".repeat(3000)), None);
    }
}
