//! Appendix C of RFC 9807, as far as it is of ristretto255-SHA512 and of a kind that occurs here.

/// One test vector: names and values in hexadecimal digits.
pub struct Vector(&'static [(&'static str, &'static str)]);

impl Vector {
    /// The bytes of this name, where the vector has it.
    pub fn find(&self, name: &str) -> Option<Vec<u8>> {
        let (_, digits) = self.0.iter().find(|(known, _)| *known == name)?;
        let bytes = (0..digits.len()).step_by(2);
        Some(
            bytes
                .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits"))
                .collect(),
        )
    }

    /// The bytes of this name.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        self.find(name).expect("the vector has it")
    }

    /// The same, of a fixed length.
    pub fn array<const N: usize>(&self, name: &str) -> [u8; N] {
        self.bytes(name).try_into().expect("of this length")
    }
}

/// C.1.1: a sign-in.
pub const REAL: Vector = Vector(&[
    ("Context", "4f50415155452d504f43"),
    (
        "oprf_seed",
        "f433d0227b0b9dd54f7c4422b600e764e47fb503f1f9a0f0a47c6606b054a7fdc65347f1a08f277e2235\
         8bbabe26f823fca82c7848e9a75661f4ec5d5c1989ef",
    ),
    ("credential_identifier", "31323334"),
    (
        "password",
        "436f7272656374486f72736542617474657279537461706c65",
    ),
    (
        "envelope_nonce",
        "ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec",
    ),
    (
        "masking_nonce",
        "38fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6d",
    ),
    (
        "server_private_key",
        "47451a85372f8b3537e249d7b54188091fb18edde78094b43e2ba42b5eb89f0d",
    ),
    (
        "server_public_key",
        "b2fe7af9f48cc502d016729d2fe25cdd433f2c4bc904660b2a382c9b79df1a78",
    ),
    (
        "server_nonce",
        "71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1",
    ),
    (
        "client_nonce",
        "da7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc",
    ),
    (
        "client_keyshare_seed",
        "82850a697b42a505f5b68fcdafce8c31f0af2b581f063cf1091933541936304b",
    ),
    (
        "server_keyshare_seed",
        "05a4f54206eef1ba2f615bc0aa285cb22f26d1153b5b40a1e85ff80da12f982f",
    ),
    (
        "blind_registration",
        "76cfbfe758db884bebb33582331ba9f159720ca8784a2a070a265d9c2d6abe01",
    ),
    (
        "blind_login",
        "6ecc102d2e7a7cf49617aad7bbe188556792d4acd60a1a8a8d2b65d4b0790308",
    ),
    (
        "registration_request",
        "5059ff249eb1551b7ce4991f3336205bde44a105a032e747d21bf382e75f7a71",
    ),
    (
        "registration_response",
        "7408a268083e03abc7097fc05b587834539065e86fb0c7b6342fcf5e01e5b019b2fe7af9f48cc502d016\
         729d2fe25cdd433f2c4bc904660b2a382c9b79df1a78",
    ),
    (
        "registration_upload",
        "76a845464c68a5d2f7e442436bb1424953b17d3e2e289ccbaccafb57ac5c36751ac5844383c7708077de\
         a41cbefe2fa15724f449e535dd7dd562e66f5ecfb95864eadddec9db5874959905117dad40a452411184\
         9799281fefe3c51fa82785c5ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38\
         dfec634b0f5b96109c198a8027da51854c35bee90d1e1c781806d07d49b76de6a28b8d9e9b6c93b9f8b6\
         4d16dddd9c5bfb5fea48ee8fd2f75012a8b308605cdd8ba5",
    ),
    (
        "KE1",
        "c4dedb0ba6ed5d965d6f250fbe554cd45cba5dfcce3ce836e4aee778aa3cd44dda7e07376d6d6f034cfa\
         9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc6e29bee50701498605b2c085d7b241ca15ba5c32\
         027dd21ba420b94ce60da326",
    ),
    (
        "KE2",
        "7e308140890bcde30cbcea28b01ea1ecfbd077cff62c4def8efa075aabcbb47138fe59af0df2c79f57b8\
         780278f5ae47355fe1f817119041951c80f612fdfc6dd6ec60bcdb26dc455ddf3e718f1020490c192d70\
         dfc7e403981179d8073d1146a4f9aa1ced4e4cd984c657eb3b54ced3848326f70331953d91b02535af44\
         d9fedc80188ca46743c52786e0382f95ad85c08f6afcd1ccfbff95e2bdeb015b166c6b20b92f832cc6df\
         01e0b86a7efd92c1c804ff865781fa93f2f20b446c8371b671cd9960ecef2fe0d0f7494986fa3d8b2bb0\
         1963537e60efb13981e138e3d4a1c4f62198a9d6fa9170c42c3c71f1971b29eb1d5d0bd733e40816c91f\
         7912cc4a660c48dae03e57aaa38f3d0cffcfc21852ebc8b405d15bd6744945ba1a93438a162b6111699d\
         98a16bb55b7bdddfe0fc5608b23da246e7bd73b47369169c5c90",
    ),
    (
        "KE3",
        "4455df4f810ac31a6748835888564b536e6da5d9944dfea9e34defb9575fe5e2661ef61d2ae3929bcf57\
         e53d464113d364365eb7d1a57b629707ca48da18e442",
    ),
]);

/// C.2.1: an answer for a name that nobody has.
pub const FAKE: Vector = Vector(&[
    ("Context", "4f50415155452d504f43"),
    ("client_identity", "616c696365"),
    ("server_identity", "626f62"),
    (
        "oprf_seed",
        "743fc168d1f826ad43738933e5adb23da6fb95f95a1b069f0daa0522d0a78b617f701fc6aa46d3e7981e\
         70de7765dfcd6b1e13e3369a582eb8dc456b10aa53b0",
    ),
    ("credential_identifier", "31323334"),
    (
        "masking_nonce",
        "9c035896a043e70f897d87180c543e7a063b83c1bb728fbd189c619e27b6e5a6",
    ),
    (
        "client_public_key",
        "84f43f9492e19c22d8bdaa4447cc3d4db1cdb5427a9f852c4707921212c36251",
    ),
    (
        "server_private_key",
        "c788585ae8b5ba2942b693b849be0c0426384e41977c18d2e81fbe30fd7c9f06",
    ),
    (
        "server_nonce",
        "1e10f6eeab2a7a420bf09da9b27a4639645622c46358de9cf7ae813055ae2d12",
    ),
    (
        "server_keyshare_seed",
        "360b0937f47d45f6123a4d8f0d0c0814b6120d840ebb8bc5b4f6b62df07f78c2",
    ),
    (
        "masking_key",
        "39ebd51f0e39a07a1c2d2431995b0399bca9996c5d10014d6ebab4453dc10ce5cef38ed3df6e56bfff40\
         c2d8dd4671c2b4cf63c3d54860f31fe40220d690bb71",
    ),
    (
        "KE1",
        "b0a26dcaca2230b8f5e4b1bcab9c84b586140221bb8b2848486874b0be44890542d4e61ed3f8d64cdd3b\
         9d153343eca15b9b0d5e388232793c6376bd2d9cfd0ab641d7f20a245a09f1d4dbb6e301661af7f352be\
         b0791d055e48d3645232f77f",
    ),
    (
        "KE2",
        "928f79ad8df21963e91411b9f55165ba833dea918f441db967cdc09521d229259c035896a043e70f897d\
         87180c543e7a063b83c1bb728fbd189c619e27b6e5a632b5ab1bff96636144faa4f9f9afaac75dd88ea9\
         9cf5175902ae3f3b2195693f165f11929ba510a5978e64dcdabecbd7ee1e4380ce270e58fea58e6462d9\
         2964a1aaef72698bca1c673baeb04cc2bf7de5f3c2f5553464552d3a0f7698a9ca7f9c5e70c6cb1f706b\
         2f175ab9d04bbd13926e816b6811a50b4aafa9799d5ed7971e10f6eeab2a7a420bf09da9b27a46396456\
         22c46358de9cf7ae813055ae2d1298251c5ba55f6b0b2d58d9ff0c88fe4176484be62a96db6e2a8c4d43\
         1bd1bf27fe6c1d0537603835217d42ebf7b2581982732e74892fd28211b31ed33863f0beaf75ba6f5947\
         4c0aaf9d78a60a9b2f4cd24d7ab54131b3c8efa192df6b72db4c",
    ),
]);
