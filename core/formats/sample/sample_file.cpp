#include "core/formats/sample/readers.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr SampleFormatRow kFormats[] = {
    {"pictures", ".jpg|.jpeg|.png|.bmp", "JPEG, PNG or BMP, brought to the input's size by image_transform, then to its colours and layout",
     readPictureSample},
    {"NumPy arrays", ".npy", "the tensor of the input, with or without a leading 1; for an nv12 input also the picture it was trained on",
     readArraySample},
    {"NumPy archives", ".npz", "as .npy: the array named like the input, or the only one", readArchiveSample},
    {"raw files", ".bin|.raw|.nv12|.yuv", "the bytes of the tensor in the input's shape, little endian, of the type that raw_type says",
     readRawSample},
};

struct RawTypeRow {
    std::string_view name;
    DataType type;
};
constexpr RawTypeRow kRawTypes[] = {{"uint8", DataType::Uint8},     {"int8", DataType::Int8},     {"uint16", DataType::Uint16},
                                    {"int16", DataType::Int16},     {"int32", DataType::Int32},   {"int64", DataType::Int64},
                                    {"float16", DataType::Float16}, {"float32", DataType::Float}, {"float64", DataType::Double}};

bool hasWord(std::string_view bars, std::string_view word) {
    for (std::size_t at = 0; at <= bars.size();) {
        const std::size_t end = std::min(bars.find('|', at), bars.size());
        if (bars.substr(at, end - at) == word) return true;
        at = end + 1;
    }
    return false;
}

/// "a, b or c"
std::string asList(std::string bars) {
    const std::size_t last = bars.rfind('|');
    if (last != std::string::npos) bars.replace(last, 1, " or ");
    for (std::size_t at = bars.find('|'); at != std::string::npos; at = bars.find('|', at))
        bars.replace(at, 1, ", ");
    return bars;
}

template <class Part>
std::string joined(Part part) {
    std::string bars;
    for (const SampleFormatRow& row : kFormats)
        bars += (bars.empty() ? "" : "|") + std::string(part(row));
    return asList(std::move(bars));
}

} // namespace

std::span<const SampleFormatRow> sampleFormatTable() {
    return kFormats;
}

const SampleFormatRow* findSampleFormat(const fs::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = std::ranges::find_if(kFormats, [&](const SampleFormatRow& row) { return hasWord(row.extensions, extension); });
    return extension.empty() || found == std::end(kFormats) ? nullptr : &*found;
}

bool isSampleFileName(const fs::path& file) {
    return findSampleFormat(file) != nullptr;
}

std::string sampleExtensionsText() {
    return joined([](const SampleFormatRow& row) { return row.extensions; });
}

std::string sampleFormatsText() {
    return joined([](const SampleFormatRow& row) { return row.name; });
}

std::optional<DataType> rawTypeOf(std::string_view name) {
    const auto found = std::ranges::find(kRawTypes, name, &RawTypeRow::name);
    return found == std::end(kRawTypes) ? std::nullopt : std::optional(found->type);
}

std::string_view rawTypeNames() {
    static const std::string names = [] {
        std::string bars;
        for (const RawTypeRow& row : kRawTypes)
            bars += (bars.empty() ? "" : "|") + std::string(row.name);
        return bars;
    }();
    return names;
}

bool takesPictures(const InputSpec& input) {
    return input.typeRuntime != "featuremap";
}

std::vector<std::int64_t> runtimeShape(const InputSpec& input) {
    if (input.typeRuntime != "nv12" || input.shape.size() != 4) return input.shape;
    const bool isNhwc = input.layoutTrain == "NHWC";
    const std::int64_t height = input.shape[isNhwc ? 1 : 2], width = input.shape[isNhwc ? 2 : 3];
    return {input.shape[0], height * 3 / 2, width};
}

Result<Tensor> readSampleFile(const fs::path& file, const InputSpec& input, const SampleReading& reading) {
    const SampleFormatRow* format = findSampleFormat(file);
    if (!format) return Error::input("is no sample by its name", file.string(), "samples are " + sampleExtensionsText() + " files");
    auto tensor = format->read(file, input, reading);
    if (tensor) return tensor;
    Error error = std::move(tensor).error();
    if (error.place.file.empty()) error.place.file = file.string();
    return error;
}

} // namespace lathe
