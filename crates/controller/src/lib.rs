//! Decides cluster state: a command and an image give metadata records, whose replay gives the next image.

mod interim;
mod publisher;

pub use interim::{
    BrokerRegistration, Controller, ControllerError, ControllerOptions, CreatedTopic, NewTopic,
    ValidateConfig,
};
pub use publisher::ImagePublisher;
