#include "core/base/files.h"
#include "core/formats/npy_file.h"
#include "core/formats/npz_file.h"
#include "core/formats/sample/readers.h"
#include "core/formats/sample/sample_checks.h"

#include <algorithm>

namespace lathe {
namespace {

namespace fs = std::filesystem;

/// The tensor of an array. hb_compile's calibration data are arrays of the trained input, whatever arrives at run time; for nv12 the shape
/// tells them apart.
Result<Tensor> toRuntime(const Tensor& array, const InputSpec& input) {
    const bool isRgb = input.typeTrain == "rgb" || input.typeTrain == "bgr";
    if (input.typeRuntime != "nv12" || !isRgb || input.shape.size() != 4 || input.shape[0] != 1) return checkedSample(array, input);
    const std::vector<std::int64_t> bare(input.shape.begin() + 1, input.shape.end());
    if (array.dims() != input.shape && array.dims() != bare) return checkedSample(array, input);
    LATHE_TRY(const Image image, pictureOfArray(array, input));
    return pictureToRuntime(image, input);
}

/// The array of that input: by its name, by its name as a file has it, or the only one.
Result<std::string> arrayFor(const fs::path& file, const std::string& input) {
    LATHE_TRY(const std::vector<std::string> names, listNpz(file));
    if (names.size() == 1 || std::ranges::find(names, input) != names.end()) return names.size() == 1 ? names.front() : input;
    const std::string safe = safeFileName(input);
    return std::ranges::find(names, safe) != names.end() ? safe : input;
}

/// Horizon's older releases tell the type by the name of the folder.
std::optional<DataType> typeOfFolder(const fs::path& file) {
    const std::string folder = file.parent_path().filename().string();
    if (folder.ends_with("_f32")) return DataType::Float;
    return folder.ends_with("_uint8") ? std::optional(DataType::Uint8) : std::nullopt;
}

} // namespace

Result<Tensor> readArraySample(const fs::path& file, const InputSpec& input, const SampleReading&) {
    LATHE_TRY(const Tensor array, readNpy(file));
    return toRuntime(array, input);
}

Result<Tensor> readArchiveSample(const fs::path& file, const InputSpec& input, const SampleReading&) {
    LATHE_TRY(const std::string name, arrayFor(file, input.name));
    LATHE_TRY(const Tensor array, readNpz(file, name));
    return toRuntime(array, input);
}

Result<Tensor> readRawSample(const fs::path& file, const InputSpec& input, const SampleReading& reading) {
    const DataType own = takesPictures(input) ? DataType::Uint8 : input.elementType;
    const DataType type = reading.rawType.value_or(typeOfFolder(file).value_or(own));
    auto raw = readRaw(file, type, runtimeShape(input));
    if (raw) return checkedSample(*raw, input);
    Error error = std::move(raw).error();
    if (error.remedy.empty()) error.remedy = "raw_type says the type of raw files, .npy files carry theirs";
    return error;
}

} // namespace lathe
