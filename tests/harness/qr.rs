//! Reads a QR code off a picture, as a phone's camera would.

use png::{ColorType, Decoder, Transformations};

/// The text of the one QR code on a PNG picture.
///
/// # Panics
/// Where the picture is no PNG, or shows no QR code, or more than one.
#[must_use]
pub fn read(png: &[u8]) -> String {
    let (width, height, grey) = greyscale(png);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        grey.get(y * width + x).copied().unwrap_or(u8::MAX)
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "QR codes on the picture");
    let (_, text) = grids
        .first()
        .expect("there is one")
        .decode()
        .expect("the code can be read");
    text
}

fn greyscale(png: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut decoder = Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG picture");
    let size = reader.output_buffer_size().expect("a picture of sane size");
    let mut bytes = vec![0; size];
    let info = reader.next_frame(&mut bytes).expect("a whole picture");
    let samples = match info.color_type {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        ColorType::Indexed => unreachable!("normalized to colours"),
    };
    let grey = bytes
        .chunks_exact(samples)
        .map(|pixel| match pixel {
            [red, green, blue, ..] => {
                let sum = u16::from(*red) + u16::from(*green) + u16::from(*blue);
                u8::try_from(sum / 3).unwrap_or(u8::MAX)
            }
            [grey, ..] => *grey,
            [] => u8::MAX,
        })
        .collect();
    let pixels = |length: u32| usize::try_from(length).expect("32 bits fit");
    (pixels(info.width), pixels(info.height), grey)
}
