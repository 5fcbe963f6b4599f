#include "core/base/files.h"
#include "core/formats/program_file.h"
#include "core/formats/program_file/messages.h"

#include <bit>

namespace lathe {
namespace {

static_assert(std::endian::native == std::endian::little, "the container is written as it lies in memory");

constexpr std::array<char, 8> kMagic{'\x89', 'L', 'A', 'T', 'H', 'E', '\r', '\n'};
constexpr std::uint32_t kMajor = 1, kMinor = 0;

/// The first 64 bytes. The message follows, padded to 64; then the blob with the bytes of all tensors.
struct Header {
    std::array<char, 8> magic = kMagic;
    std::uint32_t major = kMajor, minor = kMinor;
    std::uint64_t messageBytes = 0, blobBytes = 0;
    std::uint64_t checksumHigh = 0, checksumLow = 0; ///< XXH3-128 of sizes, message and blob
    std::uint64_t reserved[2] = {0, 0};
};
static_assert(sizeof(Header) == 64);

ContentHash checksumOf(const Header& header, std::span<const std::byte> message, std::span<const std::byte> blob) {
    return Hasher().add(header.major).add(header.minor).add(header.messageBytes).add(header.blobBytes).add(message).add(blob).finish();
}

Error refused(const std::filesystem::path& file, const std::string& what, const std::string& remedy) {
    return Error::input(what, file.string(), remedy);
}

/// Message and blob of a file whose sizes and checksum are right.
struct Sections {
    std::span<const std::byte> message, blob;
};

Result<Sections> sectionsOf(std::span<const std::byte> bytes, const std::filesystem::path& file) {
    Header header;
    const std::size_t known = std::min(bytes.size(), kMagic.size());
    if (known == 0 || std::memcmp(bytes.data(), kMagic.data(), known) != 0)
        return refused(file, "this is not a Lathe program", "make one with lathe build");
    if (bytes.size() < sizeof header) return refused(file, "the program is truncated", "copy or build it again");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.major > kMajor) {
        return refused(file, "the program has format version " + std::to_string(header.major) + ", newer than " + std::to_string(kMajor),
                       "update Lathe, or build the program again");
    }
    if (header.reserved[0] != 0 || header.reserved[1] != 0)
        return refused(file, "the program was altered: its header is wrong", "copy or build it again");
    const std::uint64_t rest = bytes.size() - sizeof header;
    if (header.messageBytes > rest) return refused(file, "the program is truncated", "copy or build it again");
    const std::uint64_t padded = alignedOffset(header.messageBytes);
    if (padded > rest || header.blobBytes > rest - padded) return refused(file, "the program is truncated", "copy or build it again");
    if (padded + header.blobBytes != rest) return refused(file, "the program has bytes after its end", "copy or build it again");
    const Sections sections{bytes.subspan(sizeof header, header.messageBytes), bytes.subspan(sizeof header + padded)};
    const ContentHash checksum = checksumOf(header, sections.message, sections.blob);
    if (checksum.high != header.checksumHigh || checksum.low != header.checksumLow)
        return refused(file, "the program was altered: its checksum is wrong", "copy or build it again");
    return sections;
}

std::string serializedMessage(const file::Program& message) {
    std::string bytes;
    message.SerializeToString(&bytes);
    return bytes;
}

} // namespace

std::string serializeProgram(const Program& program) {
    BlobWriter blob;
    file::Program message;
    toMessage(program, blob, message);
    Header header;
    const std::string body = serializedMessage(message);
    header.messageBytes = body.size();
    header.blobBytes = blob.size();
    std::string out(sizeof header, '\0');
    out.reserve(sizeof header + alignedOffset(body.size()) + blob.size());
    out += body;
    out.resize(sizeof header + alignedOffset(body.size()), '\0');
    blob.appendTo(out);
    const auto bytes = std::as_bytes(std::span(out));
    const ContentHash checksum =
        checksumOf(header, bytes.subspan(sizeof header, body.size()), bytes.subspan(sizeof header + alignedOffset(body.size())));
    header.checksumHigh = checksum.high;
    header.checksumLow = checksum.low;
    std::memcpy(out.data(), &header, sizeof header);
    return out;
}

Status writeProgram(const Program& program, const std::filesystem::path& file) {
    if (const Status whole = checkProgram(program); !whole)
        return Error::internal("the program could not be read again, and is not written: " + whole.error().message);
    return writeFileAtomically(file, serializeProgram(program));
}

Result<Program> readProgram(const std::filesystem::path& file) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    LATHE_TRY(const Sections sections, sectionsOf(mapped.bytes(), file));
    file::Program message;
    constexpr std::size_t kLargestMessage = 0x7FFFFFFF;
    const bool isParsed = sections.message.size() <= kLargestMessage &&
                          message.ParseFromArray(sections.message.data(), static_cast<int>(sections.message.size()));
    if (!isParsed) return refused(file, "the program's description cannot be read", "build it again");
    auto program = programFromMessage(message, BlobReader(sections.blob, mapped.owner()));
    if (program) return program;
    Error error = program.error();
    error.place.file = file.string();
    return error;
}

} // namespace lathe
