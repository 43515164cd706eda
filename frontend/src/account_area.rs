//! What the pages of the account area are made of: its calls, the frame around each page, the proof
//! in place, the buttons that change something, and what is read. The pages are in
//! [`pages::account`](crate::pages::account).

pub mod activity_log;
pub mod area;
mod brought_over;
mod button;
pub mod calls;
pub mod desk;
pub mod device;
pub mod elsewhere;
pub mod layout;
pub mod leaving;
pub mod news;
pub mod reading;
mod sign_out;
pub mod step_up;
mod task;
pub mod wire;

#[cfg(test)]
pub mod browser_tests;
