#include "core/formats/npy_file.h"

#include "core/base/files.h"
#include "core/formats/numpy/npy_tensor.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

Error inFile(Error error, const fs::path& file) {
    error.place.file = file.string();
    return error;
}

} // namespace

Result<Tensor> readNpy(const fs::path& file) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    auto header = numpy::parseHeader(mapped.bytes());
    if (!header) return inFile(std::move(header).error(), file);
    auto tensor = numpy::tensorOf(*header, mapped.bytes(), mapped.owner());
    if (!tensor) return inFile(std::move(tensor).error(), file);
    return tensor;
}

Status writeNpy(const Tensor& tensor, const fs::path& file) {
    LATHE_TRY(const std::string header, numpy::makeHeader(tensor.type(), tensor.dims()));
    return writeFileAtomically(file, [&](std::ostream& out) {
        out << header;
        out.write(reinterpret_cast<const char*>(tensor.storedBytes().data()), static_cast<std::streamsize>(tensor.storedBytes().size()));
    });
}

Result<Tensor> readRaw(const fs::path& file, DataType type, std::vector<std::int64_t> dims) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    if (bitWidth(type) == 0) return Error::usage("raw bytes cannot be elements of type " + std::string(toName(type)));
    auto tensor = numpy::viewElements(mapped.bytes(), type, dims, mapped.owner());
    if (!tensor) return inFile(std::move(tensor).error(), file);
    return tensor;
}

} // namespace lathe
