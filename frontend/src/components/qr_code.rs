//! A QR code, drawn by the browser.

use leptos::prelude::*;

use crate::qr_path::QrPath;

/// Dark modules on white, whatever the page's colours are: scanners want it so.
#[component]
pub fn QrDrawing(
    /// The modules.
    drawing: QrPath,
) -> impl IntoView {
    let size = drawing.size;
    view! {
        <svg
            data-testid="qr"
            class="qr"
            role="img"
            aria-label="QR code for your authenticator app. The key below says the same as text."
            viewBox=format!("0 0 {size} {size}")
            shape-rendering="crispEdges"
        >
            <path fill="#fff" d=format!("M0 0h{size}v{size}H0z") />
            <path fill="#000" d=drawing.path />
        </svg>
    }
}
