use super::batches::{BatchOf, NOW, new_log, flush, hint, open};
use crate::log::LogConfig;
use crate::sim_fs::SimFs;
