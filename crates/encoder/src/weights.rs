//! Tensors of the model file, checked against the shapes that the config asks for.

use std::borrow::Cow;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use crate::config::{Config, GUM, TEXT};
use crate::error::ModelError;
use crate::kernels::{Dense, Packed};

/// An open weights file.
pub(crate) struct Weights<'a>(SafeTensors<'a>);

/// A matrix in signed bytes with one scale a row.
pub(crate) struct Bytes<'a> {
    pub rows: Cow<'a, [u8]>,
    pub scale: Vec<f32>,
}

/// The file with its config.
pub(crate) fn open(bytes: &[u8]) -> Result<(Weights<'_>, Config), ModelError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes)?;
    let json = metadata.metadata().as_ref().and_then(|m| m.get("config"));
    let mut config = Config::parse(json.ok_or_else(|| ModelError::Config("the metadata has no such key".to_owned()))?)?;
    let weights = Weights(SafeTensors::deserialize(bytes)?);
    for kind in [TEXT, GUM].map(str::to_owned) {
        if weights.has(&format!("vec.{kind}.0.weight")) && !config.span_kinds.contains(&kind) {
            config.span_kinds.push(kind);
        }
    }
    Ok((weights, config))
}

impl<'a> Weights<'a> {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.tensor(name).is_ok()
    }

    fn view(&self, name: &str, shape: &[usize]) -> Result<TensorView<'a>, ModelError> {
        let view = self.0.tensor(name).map_err(|_| ModelError::Missing(name.to_owned()))?;
        if view.shape() != shape {
            return Err(ModelError::Shape { name: name.to_owned(), found: format!("{:?}", view.shape()), want: format!("{shape:?}") });
        }
        Ok(view)
    }

    fn wrong_type(name: &str, view: &TensorView, want: &str) -> ModelError {
        ModelError::Shape { name: name.to_owned(), found: format!("{:?}", view.dtype()), want: want.to_owned() }
    }

    /// A tensor of `f32`.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let view = self.view(name, shape)?;
        if view.dtype() != Dtype::F32 {
            return Err(Self::wrong_type(name, &view, "F32"));
        }
        let out: Vec<f32> = view.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        if out.iter().all(|x| x.is_finite()) { Ok(out) } else { Err(ModelError::NotFinite(name.to_owned())) }
    }

    /// A matrix in bytes; one stored in `f32` is rounded as `train/export.py` rounds.
    pub(crate) fn bytes(&self, name: &str, rows: usize, columns: usize) -> Result<Bytes<'a>, ModelError> {
        let view = self.view(name, &[rows, columns])?;
        match view.dtype() {
            Dtype::I8 => Ok(Bytes { rows: Cow::Borrowed(view.data()), scale: self.floats(&format!("{name}.scale"), &[rows])? }),
            Dtype::F32 => {
                let values = self.floats(name, &[rows, columns])?;
                let mut out = Vec::with_capacity(values.len());
                let mut scale = Vec::with_capacity(rows);
                for row in values.chunks_exact(columns) {
                    let top = row.iter().fold(0.0f32, |a, b| a.max(b.abs()));
                    let step = if top > 0.0 { top / 127.0 } else { 1.0 };
                    out.extend(row.iter().map(|x| (x / step).round_ties_even() as i8 as u8));
                    scale.push(step);
                }
                Ok(Bytes { rows: Cow::Owned(out), scale })
            }
            _ => Err(Self::wrong_type(name, &view, "I8 or F32")),
        }
    }

    /// A matrix in `f32`, from either stored form.
    pub(crate) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, ModelError> {
        if self.view(name, &[rows, columns])?.dtype() == Dtype::F32 {
            return self.floats(name, &[rows, columns]);
        }
        let stored = self.bytes(name, rows, columns)?;
        let lines = stored.rows.chunks_exact(columns).zip(&stored.scale);
        Ok(lines.flat_map(|(row, scale)| row.iter().map(move |&b| f32::from(b as i8) * scale)).collect())
    }

    /// Layers `names` side by side, each of `outputs` outputs with a bias, for the integer kernels.
    pub(crate) fn packed(&self, names: &[String], outputs: usize, inputs: usize) -> Result<Packed, ModelError> {
        let (mut rows, mut scale, mut bias) = (Cow::Borrowed(&[][..]), Vec::new(), Vec::new());
        for name in names {
            let part = self.bytes(&format!("{name}.weight"), outputs, inputs)?;
            if names.len() == 1 {
                rows = part.rows;
            } else {
                rows.to_mut().extend_from_slice(&part.rows);
            }
            scale.extend(part.scale);
            bias.extend(self.floats(&format!("{name}.bias"), &[outputs])?);
        }
        Ok(Packed::new(&rows, inputs, &scale, &bias))
    }

    /// As `packed` for one layer that has no bias.
    pub(crate) fn packed_bare(&self, name: &str, outputs: usize, inputs: usize) -> Result<Packed, ModelError> {
        let stored = self.bytes(&format!("{name}.weight"), outputs, inputs)?;
        Ok(Packed::new(&stored.rows, inputs, &stored.scale, &vec![0.0; outputs]))
    }

    /// Layers side by side (name, outputs) in `f32`.
    pub(crate) fn dense(&self, layers: &[(String, usize)], inputs: usize) -> Result<Dense, ModelError> {
        let (mut rows, mut bias) = (Vec::new(), Vec::new());
        for (name, outputs) in layers {
            rows.extend(self.matrix(&format!("{name}.weight"), *outputs, inputs)?);
            bias.extend(self.floats(&format!("{name}.bias"), &[*outputs])?);
        }
        Ok(Dense::new(&rows, inputs, &bias))
    }
}
