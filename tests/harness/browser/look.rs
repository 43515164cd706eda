//! How wide the window is, and which colours the person's system asks for.

/// The colours that a person's system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A width of the window in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A small phone: 360.
    Phone,
    /// A laptop: 1280.
    Laptop,
}

impl Width {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Phone, Self::Laptop];

    /// In CSS pixels.
    #[must_use]
    pub const fn pixels(self) -> u32 {
        match self {
            Self::Phone => 360,
            Self::Laptop => 1280,
        }
    }
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As CSS names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
