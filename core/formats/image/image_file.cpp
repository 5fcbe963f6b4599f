#include "core/formats/image_file.h"

#include "core/base/files.h"
#include "core/base/memory_budget.h"
#include "core/base/stop_point.h"
#include "core/formats/image/codec.h"

#include <algorithm>

namespace lathe {
namespace image {

Status checkSize(std::int64_t width, std::int64_t height, std::size_t fileBytes, std::int64_t mostPixelsPerByte) {
    const std::string size = std::to_string(width) + "x" + std::to_string(height) + " pixels";
    if (width < 1 || height < 1) return Error::input("is a picture without pixels");
    if (width > kMostPixels / height) return Error::input("has " + size + "; at most " + std::to_string(kMostPixels) + " can be read");
    if (width * height / mostPixelsPerByte > static_cast<std::int64_t>(fileBytes))
        return Error::input("says that it has " + size + ", which its " + std::to_string(fileBytes) + " bytes cannot hold");
    if (width * height * 3 > memoryBudget()) return Error::noMemory();
    return {};
}

namespace {

struct CodecRow {
    std::string_view magic;
    Result<Image> (*decode)(std::span<const std::byte>);
};
// By content: many a .png is a JPEG file.
constexpr CodecRow kCodecs[] = {{"\xFF\xD8\xFF", decodeJpeg}, {"\x89PNG\r\n\x1A\n", decodePng}, {"BM", decodeBmp}};
constexpr std::string_view kExtensions[] = {".jpg", ".jpeg", ".png", ".bmp"};

} // namespace
} // namespace image

Result<Image> readImage(const std::filesystem::path& file) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    const std::string_view start(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    for (const auto& codec : image::kCodecs) {
        if (!start.starts_with(codec.magic)) continue;
        auto image = codec.decode(mapped.bytes());
        if (isStopAsked()) return Error::stopped(); // the decoders leave early then
        if (image) return image;
        Error error = std::move(image).error();
        error.place.file = file.string();
        return error;
    }
    return Error::input("is no JPEG, PNG or BMP picture", file.string());
}

std::span<const std::string_view> imageExtensions() {
    return image::kExtensions;
}

bool isImageFileName(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::ranges::find(image::kExtensions, extension) != std::end(image::kExtensions);
}

} // namespace lathe
