//! The transformer encoder (BERT with a casing embedding): pieces in, one vector a piece out.

use crate::config::Config;
use crate::error::ModelError;
use crate::kernels::{Head, Kernels, Packed, Quantised};
use crate::weights::Weights;

/// Gain and bias of a layer norm.
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

struct Block {
    qkv: Packed,
    output: Packed,
    attention_norm: Norm,
    up: Packed,
    down: Packed,
    norm: Norm,
}

pub(crate) struct Encoder {
    hidden: usize,
    heads: usize,
    words: Vec<u8>,
    word_scale: Vec<f32>,
    shapes: Vec<f32>,
    positions: Vec<f32>,
    norm: Norm,
    blocks: Vec<Block>,
}

impl Encoder {
    pub(crate) fn load(w: &Weights, config: &Config) -> Result<Self, ModelError> {
        let e = &config.encoder;
        let norm = |name: &str| -> Result<Norm, ModelError> {
            let part = |x: &str| w.floats(&format!("{name}.{x}"), &[e.hidden]);
            Ok(Norm { gain: part("weight")?, bias: part("bias")? })
        };
        let block = |n: usize| -> Result<Block, ModelError> {
            let at = |x: &str| format!("bert.encoder.layer.{n}.{x}");
            let qkv = ["query", "key", "value"].map(|x| at(&format!("attention.self.{x}")));
            Ok(Block {
                qkv: w.packed(&qkv, e.hidden, e.hidden)?,
                output: w.packed(&[at("attention.output.dense")], e.hidden, e.hidden)?,
                attention_norm: norm(&at("attention.output.LayerNorm"))?,
                up: w.packed(&[at("intermediate.dense")], e.intermediate, e.hidden)?,
                down: w.packed(&[at("output.dense")], e.hidden, e.intermediate)?,
                norm: norm(&at("output.LayerNorm"))?,
            })
        };
        let words = w.bytes("bert.embeddings.word_embeddings.weight", e.vocabulary, e.hidden)?;
        Ok(Encoder {
            hidden: e.hidden,
            heads: e.heads,
            words: words.rows.into_owned(),
            word_scale: words.scale,
            shapes: w.matrix("shape.weight", e.shapes, e.hidden)?,
            positions: w.matrix("bert.embeddings.position_embeddings.weight", e.positions, e.hidden)?,
            norm: norm("bert.embeddings.LayerNorm")?,
            blocks: (0..e.layers).map(block).collect::<Result<_, _>>()?,
        })
    }

    /// Vectors of the pieces, `[ids.len()][hidden]`; ids and shapes must be of the vocabulary and the shapes of the model.
    pub(crate) fn encode(&self, ids: &[u32], shapes: &[u8], kernels: Kernels) -> Vec<f32> {
        self.encode_keeping(ids, shapes, kernels, None)
    }

    /// As `encode`; keeps a copy of the vectors as they are behind the middle layer.
    pub(crate) fn encode_keeping(&self, ids: &[u32], shapes: &[u8], kernels: Kernels, mut middle: Option<&mut Vec<f32>>) -> Vec<f32> {
        let (n, hidden) = (ids.len(), self.hidden);
        let mut x = self.embed(ids, shapes, kernels);
        let mut quantised = Quantised::default();
        let mut head = Head::new(hidden / self.heads);
        let mut mixed = vec![0.0; n * hidden];
        let mut wide = Vec::new();
        for (depth, block) in self.blocks.iter().enumerate() {
            if let Some(kept) = middle.as_deref_mut().filter(|_| depth == self.blocks.len() / 2) {
                kept.clone_from(&x);
            }
            kernels.quantise(&x, hidden, &mut quantised);
            wide.resize(n * block.qkv.padded(), 0.0);
            kernels.linear(&quantised, &block.qkv, &mut wide);
            for number in 0..self.heads {
                kernels.attend(&mut head, &wide, hidden, number, &mut mixed);
            }
            kernels.quantise(&mixed, hidden, &mut quantised);
            kernels.linear(&quantised, &block.output, &mut mixed);
            kernels.add_norm(&mut x, &mixed, &block.attention_norm.gain, &block.attention_norm.bias);
            kernels.quantise(&x, hidden, &mut quantised);
            wide.resize(n * block.up.padded(), 0.0);
            kernels.linear(&quantised, &block.up, &mut wide);
            kernels.gelu(&mut wide);
            kernels.quantise(&wide, block.down.inputs(), &mut quantised);
            kernels.linear(&quantised, &block.down, &mut mixed);
            kernels.add_norm(&mut x, &mixed, &block.norm.gain, &block.norm.bias);
        }
        x
    }

    fn embed(&self, ids: &[u32], shapes: &[u8], kernels: Kernels) -> Vec<f32> {
        let hidden = self.hidden;
        let mut x = Vec::with_capacity(ids.len() * hidden);
        for (&id, &shape) in ids.iter().zip(shapes) {
            let (id, shape) = (id as usize, usize::from(shape));
            let word = &self.words[id * hidden..][..hidden];
            let scale = self.word_scale[id];
            x.extend(word.iter().zip(&self.shapes[shape * hidden..]).map(|(&b, s)| f32::from(b as i8) * scale + s));
        }
        kernels.add_norm(&mut x, &self.positions[..ids.len() * hidden], &self.norm.gain, &self.norm.bias);
        x
    }
}
