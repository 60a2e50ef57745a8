//! Why a model file was refused.

/// A weights file or vocabulary that is not a model of this reader.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The bytes are no safetensors file, or a damaged one.
    #[error("the weights are not a readable safetensors file: {0}; fetch reader.safetensors again")]
    File(#[from] safetensors::SafeTensorError),
    /// The file's metadata has no `config`, or one that does not describe a reader.
    #[error("the weights file has no usable `config`: {0}; export it with train/export.py")]
    Config(String),
    /// A tensor that the config asks for is not in the file.
    #[error("tensor `{0}` is missing from the weights file; export it again")]
    Missing(String),
    /// A tensor of another type or shape than the config asks for.
    #[error("tensor `{name}` is {found}, expected {want}; weights and config do not belong together")]
    Shape { name: String, found: String, want: String },
    /// A tensor holds infinities or not-a-number.
    #[error("tensor `{0}` holds a number that is not finite; export it from a sound training run")]
    NotFinite(String),
    /// The vocabulary is not that of the model.
    #[error("the vocabulary has {found} lines, expected {want}; take the vocab.txt that lies beside the weights")]
    Vocabulary { found: usize, want: usize },
}
