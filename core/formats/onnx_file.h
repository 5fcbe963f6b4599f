#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <filesystem>

namespace lathe {

/// Reads a model of opset 7 to 21 (others with a diagnostic). Weights are views of the mapped file or of mapped external
/// data inside the model's folder. Unknown operators are kept. An Input error with place for truncated or random files,
/// cycles, external data that is missing or leaves the folder, offsets past the end, absurd shapes. Shapes are those of the file: infer
/// after reading. Nodes without a name get "<OpType>_<index in file order>"; every node's origins is its own name. Diagnostics: ONNX_OPSET,
/// ONNX_OPSET_TWICE, ONNX_NODE_RENAMED, ONNX_FUNCTION, ONNX_TYPE_DROPPED, ONNX_ATTRIBUTE_DROPPED.
Result<Graph> readOnnx(const std::filesystem::path& file, JobContext& context);
/// From memory; `owner` keeps the bytes alive, `file` is named in errors and gives the folder of external data.
Result<Graph> readOnnx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::filesystem::path& file,
                       JobContext& context);

/// A TensorProto on its own (".pb", what ONNX's test data consists of).
Result<Tensor> readOnnxTensor(const std::filesystem::path& file, JobContext& context);
/// As readOnnxTensor, but where `type` is Sequence or Optional, a SequenceProto or OptionalProto.
Result<Tensor> readOnnxValue(const std::filesystem::path& file, DataType type, JobContext& context);

struct OnnxWriteOptions {
    bool externalWeights = false; ///< weights of 1 KiB and more into "<file>.data" beside it; forced near protobuf's 2 GB
};
/// Streams the model out, atomically. What readOnnx gives for the result equals `graph`.
Status writeOnnx(const Graph& graph, const std::filesystem::path& file, const OnnxWriteOptions& options = {});

} // namespace lathe
