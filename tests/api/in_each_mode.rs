//! One promise, kept in every mode.

/// A test for each mode of each function named, which takes the mode.
macro_rules! in_each_mode {
    ($($promise:ident;)+) => {
        in_each_mode!(argon2id, Argon2id, $($promise)+);
        in_each_mode!(opaque_in_plain, OpaqueInPlain, $($promise)+);
        in_each_mode!(opaque, Opaque, $($promise)+);
    };
    ($module:ident, $mode:ident, $($promise:ident)+) => {
        mod $module {
            $(
                #[tokio::test]
                async fn $promise() {
                    super::$promise(postern_e2e::mode::Mode::$mode).await;
                }
            )+
        }
    };
}
