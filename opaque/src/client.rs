//! The side that knows the password.

use std::fmt;

use opaque_ke::{
    ClientLogin, ClientLoginFinishParameters, ClientRegistration,
    ClientRegistrationFinishParameters, Identifiers,
};

use crate::argon2_cost::Argon2Cost;
use crate::messages::{
    Ke1, Ke2, Ke3, RegistrationRecord, RegistrationRequest, RegistrationResponse,
};
use crate::random::{Generator, Random};
use crate::suite::{Stretching, Suite};

/// Why the client goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientError {
    /// The server asks for a cost that is too weak, or more than a phone bears.
    CostOutOfBounds,
    /// The password is wrong, or the answer does not come from the server that the password was
    /// registered with. The two look alike.
    NotProved,
    /// There is not enough memory to stretch the password, or the answer makes no sense.
    Failed,
}

impl fmt::Display for ClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::CostOutOfBounds => "the cost is out of bounds",
            Self::NotProved => "the password or the server is not the right one",
            Self::Failed => "the protocol failed",
        })
    }
}

impl std::error::Error for ClientError {}

/// A registration that waits for the server's answer. Zeroized when dropped.
pub struct Registering(ClientRegistration<Suite>);

/// A sign-in that waits for the server's answer. Zeroized when dropped.
pub struct SigningIn(ClientLogin<Suite>);

impl Registering {
    /// Blinds the password, which is in its normalized form.
    ///
    /// # Errors
    /// [`ClientError::Failed`] with a chance of 2^-252.
    pub fn start(
        password: &[u8],
        random: &mut impl Random,
    ) -> Result<(Self, RegistrationRequest), ClientError> {
        let started = ClientRegistration::<Suite>::start(&mut Generator(random), password)
            .map_err(|_never| ClientError::Failed)?;
        let request = RegistrationRequest::encode(&started.message);
        Ok((Self(started.state), request))
    }

    /// Makes the record, after the work of `cost`.
    ///
    /// # Errors
    /// See [`ClientError`]; never `NotProved`.
    pub fn finish(
        self,
        password: &[u8],
        response: &RegistrationResponse,
        cost: Argon2Cost,
        random: &mut impl Random,
    ) -> Result<RegistrationRecord, ClientError> {
        if !cost.is_in_bounds() {
            return Err(ClientError::CostOutOfBounds);
        }
        self.finish_with(password, response, &cost.into(), random)
    }

    pub(crate) fn finish_with(
        self,
        password: &[u8],
        response: &RegistrationResponse,
        stretching: &Stretching,
        random: &mut impl Random,
    ) -> Result<RegistrationRecord, ClientError> {
        let response = response.decode().map_err(|_none| ClientError::Failed)?;
        let function = Some(&stretching.function);
        let parameters = ClientRegistrationFinishParameters::new(Identifiers::default(), function);
        self.0
            .finish(&mut Generator(random), password, response, parameters)
            .map(|finished| RegistrationRecord::encode(&finished.message))
            .map_err(|_reflected_or_no_memory| ClientError::Failed)
    }
}

impl SigningIn {
    /// Blinds the password, which is in its normalized form.
    ///
    /// # Errors
    /// [`ClientError::Failed`] with a chance of 2^-252.
    pub fn start(password: &[u8], random: &mut impl Random) -> Result<(Self, Ke1), ClientError> {
        let started = ClientLogin::<Suite>::start(&mut Generator(random), password)
            .map_err(|_never| ClientError::Failed)?;
        let ke1 = Ke1::encode(&started.message);
        Ok((Self(started.state), ke1))
    }

    /// Checks the server and proves the password, after the work of `cost`. May be called again with
    /// another cost, where the account may be of either.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn finish(
        &self,
        password: &[u8],
        ke2: &Ke2,
        cost: Argon2Cost,
        random: &mut impl Random,
    ) -> Result<Ke3, ClientError> {
        if !cost.is_in_bounds() {
            return Err(ClientError::CostOutOfBounds);
        }
        self.finish_with(password, ke2, &cost.into(), random)
    }

    pub(crate) fn finish_with(
        &self,
        password: &[u8],
        ke2: &Ke2,
        stretching: &Stretching,
        random: &mut impl Random,
    ) -> Result<Ke3, ClientError> {
        use opaque_ke::errors::ProtocolError;

        let ke2 = ke2.decode().map_err(|_none| ClientError::Failed)?;
        let parameters = ClientLoginFinishParameters::new(
            Some(&stretching.context),
            Identifiers::default(),
            Some(&stretching.function),
        );
        self.0
            .clone()
            .finish(&mut Generator(random), password, ke2, parameters)
            .map(|finished| Ke3::encode(&finished.message))
            .map_err(|error| match error {
                ProtocolError::InvalidLoginError => ClientError::NotProved,
                _reflected_or_no_memory => ClientError::Failed,
            })
    }
}
