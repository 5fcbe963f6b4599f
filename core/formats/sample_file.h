#pragma once

#include "core/program/program.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lathe {

/// What the files alone do not say.
struct SampleReading {
    std::optional<DataType> rawType; ///< of raw files; else "_uint8" or "_f32" at the end of their folder's name, else the input's own
};

/// A kind of file that holds the value of an input. Code, messages, documentation and the window read the same rows.
struct SampleFormatRow {
    std::string_view name;       ///< "pictures"
    std::string_view extensions; ///< ".jpg|.jpeg", lower case
    std::string_view sentence;   ///< what becomes of it
    /// The tensor of the input, checked; errors may leave the file's name out.
    Result<Tensor> (*read)(const std::filesystem::path& file, const InputSpec& input, const SampleReading& reading);
};
std::span<const SampleFormatRow> sampleFormatTable();
/// By the file's ending, in any case; nullptr for what is no sample.
const SampleFormatRow* findSampleFormat(const std::filesystem::path& file);
/// Whether a file of this name is a sample. Labels and notes may lie beside.
bool isSampleFileName(const std::filesystem::path& file);
/// ".jpg, .jpeg … or .yuv" and "pictures, NumPy arrays …", for messages.
std::string sampleExtensionsText();
std::string sampleFormatsText();

/// "uint8", "float32" …: how raw_type names the types of raw files.
std::optional<DataType> rawTypeOf(std::string_view name);
std::string_view rawTypeNames(); ///< separated by '|'

/// One sample file as the tensor that the built network takes at that input: its shape (a missing leading 1 is added), its element
/// type, for pictures levels of 0…255 as float. What does not fit is an Input error that names the file and the element: another shape
/// or type, integers out of range, levels that are none, infinities and what is no number.
Result<Tensor> readSampleFile(const std::filesystem::path& file, const InputSpec& input, const SampleReading& reading = {});

/// The shape of the tensor that the built network takes (docs of insertPreprocessing).
std::vector<std::int64_t> runtimeShape(const InputSpec& input);
/// Whether the input takes pictures: levels of 0…255 (yuv444_128: -128…127).
bool takesPictures(const InputSpec& input);

} // namespace lathe
