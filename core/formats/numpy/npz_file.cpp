#include "core/formats/npz_file.h"

#include "core/base/files.h"
#include "core/base/spelling.h"
#include "core/formats/numpy/npy_header.h"
#include "core/formats/numpy/npy_tensor.h"
#include "core/formats/numpy/zip_archive.h"

#include <algorithm>

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".npy";
constexpr std::size_t kHeaderBytes = 1 << 16; ///< more than any header that NumPy writes for an array of numbers

std::string arrayName(const numpy::ZipEntry& entry) {
    return entry.name.ends_with(kSuffix) ? entry.name.substr(0, entry.name.size() - kSuffix.size()) : entry.name;
}

Error noSuchArray(const std::vector<numpy::ZipEntry>& entries, const std::string& name) {
    constexpr std::size_t kMost = 8;
    std::vector<std::string> names;
    for (const numpy::ZipEntry& entry : entries)
        names.push_back(arrayName(entry));
    const std::string near = nearestSpelling(name, names);
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < kMost; ++i)
        list += (i == 0 ? "" : ", ") + names[i];
    return Error::input("has no array '" + name + "'", {},
                        (near.empty() ? "" : "did you mean '" + near + "'? ") + "it has " + (list.empty() ? "none" : list) +
                            (names.size() > kMost ? ", …" : ""));
}

Result<Tensor> unpackTensor(const numpy::ZipEntry& entry) {
    LATHE_TRY(const std::vector<std::byte> start, numpy::unpackStart(entry, kHeaderBytes));
    LATHE_TRY(const numpy::Header header, numpy::parseHeader(start));
    const auto count = elementCountOf(header.dims);
    if (!count || *count > (std::int64_t(1) << 55)) return Error::input("has the impossible shape " + toText(header.dims));
    const auto needed = static_cast<std::uint64_t>(byteSize(header.type, *count));
    if (entry.unpackedBytes - header.size != needed)
        return Error::input("'" + entry.name + "' holds " + std::to_string(entry.unpackedBytes - header.size) + " bytes of elements; " +
                            std::string(toName(header.type)) + " " + toText(header.dims) + " takes " + std::to_string(needed));
    // The whole array with its header, so that memory and checksum are of what lies in the archive.
    LATHE_TRY(Tensor whole, Tensor::makeChecked(DataType::Uint8, {static_cast<std::int64_t>(entry.unpackedBytes)}));
    const auto bytes = whole.mutableData<std::uint8_t>();
    LATHE_CHECK(numpy::unpack(entry, std::as_writable_bytes(bytes)));
    return numpy::tensorOf(header, std::as_bytes(std::span<const std::uint8_t>(bytes)), whole.owner());
}

Error inFile(Error error, const fs::path& file) {
    error.place.file = file.string();
    return error;
}

} // namespace

Result<std::vector<std::string>> listNpz(const fs::path& file) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    auto entries = numpy::listZip(mapped.bytes());
    if (!entries) return inFile(std::move(entries).error(), file);
    std::vector<std::string> names;
    for (const numpy::ZipEntry& entry : *entries)
        names.push_back(arrayName(entry));
    return names;
}

Result<Tensor> readNpz(const fs::path& file, const std::string& name) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    auto entries = numpy::listZip(mapped.bytes());
    if (!entries) return inFile(std::move(entries).error(), file);
    const auto found = std::ranges::find(*entries, name, arrayName);
    if (found == entries->end()) return inFile(noSuchArray(*entries, name), file);
    auto tensor = unpackTensor(*found);
    if (!tensor) return inFile(std::move(tensor).error(), file);
    return tensor;
}

} // namespace lathe
