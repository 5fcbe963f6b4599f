#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <filesystem>

namespace lathe {

struct OnnxReadOptions {
    /// Calls of the model's local functions become their bodies, with nodes "<caller>/<name>". Otherwise they stay unknown
    /// operators and the functions are kept for who writes the model again.
    bool inlineFunctions = true;
};

/// Reads a model of opset 7 to 21 (others with a diagnostic). Weights are views of the mapped file or of mapped external
/// data inside the model's folder. Unknown operators are kept. An Input error with place for truncated or random files,
/// cycles, external data that is missing or leaves the folder, offsets past the end, absurd shapes. Shapes are those of the file: infer
/// after reading. Nodes without a name get "<OpType>_<index in file order>"; every node's origins is its own name. Diagnostics: ONNX_OPSET,
/// ONNX_OPSET_TWICE, ONNX_NODE_RENAMED, ONNX_FUNCTION_OPSET, ONNX_TYPE_DROPPED, ONNX_ATTRIBUTE_DROPPED.
Result<Graph> readOnnx(const std::filesystem::path& file, JobContext& context, const OnnxReadOptions& options = {});
/// From memory; `owner` keeps the bytes alive, `file` is named in errors and gives the folder of external data.
Result<Graph> readOnnx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::filesystem::path& file,
                       JobContext& context, const OnnxReadOptions& options = {});

/// A TensorProto on its own (".pb", what ONNX's test data consists of).
Result<Tensor> readOnnxTensor(const std::filesystem::path& file, JobContext& context);
/// As readOnnxTensor, but where `type` is Sequence or Optional, a SequenceProto or OptionalProto.
Result<Tensor> readOnnxValue(const std::filesystem::path& file, DataType type, JobContext& context);

enum class WeightStorage {
    Automatic, ///< in the model where it stays below protobuf's 2 GB, else external
    Embedded,  ///< in the model; an Unsupported error where they do not fit
    External,  ///< those of 1 KiB and more in "<file>.data" beside it
};

/// What Automatic comes to for this graph; an Unsupported error, naming `file`, where Embedded is impossible.
Result<WeightStorage> storageFor(const Graph& graph, const std::filesystem::path& file, WeightStorage asked);

/// The files that weights of the graph are mapped from, the model's own included; sorted.
std::vector<std::filesystem::path> weightFilesOf(const Graph& graph);

/// An error when writing the graph to `file` would overwrite a file that holds weights of the model it was read from, `source`: that
/// model would be ruined. `source` itself may be replaced, and its weights with it.
Status checkOverwrites(const Graph& graph, const std::filesystem::path& source, const std::filesystem::path& file, WeightStorage storage);

struct OnnxWriteOptions {
    WeightStorage weights = WeightStorage::Automatic;
};
/// Streams the model out, atomically, with progress; weights of a mapped file are copied from file to file. What readOnnx gives
/// for the result equals `graph`. The graph may come from the files that are written over.
Status writeOnnx(const Graph& graph, const std::filesystem::path& file, JobContext& context, const OnnxWriteOptions& options = {});
Status writeOnnx(const Graph& graph, const std::filesystem::path& file, const OnnxWriteOptions& options = {});

} // namespace lathe
