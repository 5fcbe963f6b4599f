#include "core/base/output_file.h"

#include "core/base/file_region.h"
#include "core/base/file_target.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace lathe {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kChunk = std::int64_t(8) << 20; // between two looks at the stop request
constexpr std::size_t kBuffer = std::size_t(1) << 20;
constexpr std::int64_t kSmallestRegion = 64 << 10; // below it a system call costs more than the copy

/// The file systems on both sides do not copy among themselves.
bool isCopyRefused(int error) {
    return error == EXDEV || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP || error == EPERM || error == ETXTBSY;
}

Error sourceShrank(const fs::path& path) {
    return Error::input("a file that it is made from became shorter while it was copied", path.string(), "get the model again");
}

} // namespace

OutputFile::OutputFile(fs::path path, int file, JobContext& context, std::int64_t expectedBytes)
    : m_path(std::move(path)), m_file(file), m_context(&context), m_expectedBytes(expectedBytes) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : m_path(std::move(other.m_path)), m_file(std::exchange(other.m_file, -1)), m_context(other.m_context),
      m_expectedBytes(other.m_expectedBytes), m_size(other.m_size), m_written(other.m_written), m_announced(other.m_announced),
      m_buffer(std::move(other.m_buffer)) {}

OutputFile::~OutputFile() {
    if (m_file < 0) return;
    ::close(m_file);
    std::error_code ignored;
    fs::remove(partOf(m_path), ignored);
}

Result<OutputFile> OutputFile::create(const fs::path& link, JobContext& context, std::int64_t expectedBytes) {
    LATHE_TRY(const fs::path path, writableTarget(link));
    removeStaleParts(path);
    const int file = ::open(partOf(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) return cannotWrite(path);
    return OutputFile(path, file, context, expectedBytes);
}

Status OutputFile::append(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner) {
    const auto region = findFileRegion(bytes, owner);
    if (!region || static_cast<std::int64_t>(bytes.size()) < kSmallestRegion) return appendPlain(bytes);
    LATHE_CHECK(emptyBuffer());
    return appendRegion(region->descriptor, region->offset, static_cast<std::int64_t>(bytes.size()));
}

Status OutputFile::appendPlain(std::span<const std::byte> bytes) {
    if (m_buffer.size() + bytes.size() > kBuffer) LATHE_CHECK(emptyBuffer());
    if (bytes.size() < kBuffer) {
        m_buffer.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        m_size += static_cast<std::int64_t>(bytes.size());
        return {};
    }
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(bytes.size(), static_cast<std::size_t>(kChunk)));
        LATHE_CHECK(writeOut(part));
        bytes = bytes.subspan(part.size());
    }
    return {};
}

Status OutputFile::writeOut(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannotWrite(m_path);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        LATHE_CHECK(advance(written));
    }
    return {};
}

Status OutputFile::emptyBuffer() {
    std::string buffer = std::exchange(m_buffer, {});
    m_size -= static_cast<std::int64_t>(buffer.size()); // counted again as it is written
    return writeOut(std::as_bytes(std::span(buffer)));
}

Status OutputFile::appendRegion(int from, std::int64_t offset, std::int64_t size) {
    while (size > 0) {
        off_t at = offset;
        const ssize_t copied = ::copy_file_range(from, &at, m_file, nullptr, static_cast<std::size_t>(std::min(size, kChunk)), 0);
        if (copied < 0 && errno == EINTR) continue;
        if (copied < 0 && isCopyRefused(errno)) return copyThroughMemory(from, offset, size);
        if (copied < 0) return cannotWrite(m_path);
        if (copied == 0) return sourceShrank(m_path);
        offset += copied;
        size -= copied;
        LATHE_CHECK(advance(copied));
    }
    return {};
}

Status OutputFile::copyThroughMemory(int from, std::int64_t offset, std::int64_t size) {
    std::vector<std::byte> buffer(kBuffer);
    while (size > 0) {
        const ssize_t read = ::pread(from, buffer.data(), std::min(buffer.size(), static_cast<std::size_t>(size)), offset);
        if (read < 0 && errno == EINTR) continue;
        if (read <= 0) return sourceShrank(m_path);
        LATHE_CHECK(writeOut(std::span(buffer).first(static_cast<std::size_t>(read))));
        offset += read;
        size -= read;
    }
    return {};
}

Status OutputFile::advance(std::int64_t bytes) {
    m_written += bytes;
    m_size += bytes;
    if (m_written - m_announced >= kChunk) {
        // The disk begins now, so that little is left to wait for in flush(). Where the system cannot, flush() does it all.
        ::sync_file_range(m_file, m_announced, m_written - m_announced, SYNC_FILE_RANGE_WRITE);
        m_announced = m_written;
    }
    if (m_expectedBytes > 0) m_context->setProgress(double(m_written) / double(m_expectedBytes), "writing " + m_path.filename().string());
    return m_context->checkStop();
}

Status OutputFile::fillTo(std::int64_t offset) {
    static constexpr std::array<std::byte, 4096> kZeros{};
    while (m_size < offset)
        LATHE_CHECK(appendPlain(std::span(kZeros).first(std::min(kZeros.size(), static_cast<std::size_t>(offset - m_size)))));
    return {};
}

Status OutputFile::flush() {
    LATHE_CHECK(emptyBuffer());
    // Piece by piece, because fsync alone would not hear a stop request.
    for (std::int64_t at = 0; at < m_written; at += kChunk) {
        ::sync_file_range(m_file, at, kChunk, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
        LATHE_CHECK(m_context->checkStop());
    }
    return ::fsync(m_file) == 0 ? Status() : cannotWrite(m_path);
}

Status OutputFile::publish() {
    std::error_code failed;
    fs::rename(partOf(m_path), m_path, failed);
    if (failed) return cannotWrite(m_path, failed.value());
    ::close(std::exchange(m_file, -1));
    return {};
}

} // namespace lathe
