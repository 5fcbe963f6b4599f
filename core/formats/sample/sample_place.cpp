#include "core/formats/sample_place.h"

#include "core/base/files.h"
#include "core/formats/sample_file.h"

#include <algorithm>

namespace lathe {
namespace fs = std::filesystem;
namespace {

using Files = std::vector<fs::path>;

bool isFolder(const fs::path& path) {
    std::error_code failed;
    return fs::is_directory(path, failed);
}

/// Text that is no sample by its name.
bool isList(const fs::path& path) {
    std::error_code failed;
    return fs::is_regular_file(path, failed) && !isSampleFileName(path);
}

Error noPlace(const std::string& path) {
    return Error::input("is neither a folder of samples nor a list of them", path,
                        "give a folder with " + sampleFormatsText() + ", or a text file with a path on each line");
}

/// All that is called like a sample and is no folder: a link that leads nowhere is a bad sample, not none.
Result<Files> samplesIn(const fs::path& folder) {
    std::error_code failed;
    Files files;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
        if (isSampleFileName(entry->path()) && !isFolder(entry->path())) files.push_back(entry->path());
    if (failed) return Error::input("cannot be listed: " + failed.message(), folder.string());
    std::ranges::sort(files);
    return files;
}

Result<Files> samplesOfInput(const fs::path& folder, const std::string& input) {
    LATHE_TRY(Files files, samplesIn(folder));
    if (files.empty())
        if (const fs::path own = subfolderOf(folder, input); !own.empty()) {
            LATHE_TRY(files, samplesIn(own));
        }
    if (files.empty()) return Error::input("has no samples", folder.string(), "samples are " + sampleExtensionsText() + " files");
    return files;
}

/// The columns of a list, each of the same length.
class ListReader {
public:
    explicit ListReader(fs::path list) : m_list(std::move(list)) {}

    Result<std::vector<Files>> read() {
        LATHE_TRY(const std::string text, readTextFile(m_list));
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // what editors put in front
        for (std::size_t begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            ++m_line;
            LATHE_CHECK(readLine(std::string_view(text).substr(begin, end - begin)));
            begin = end + 1;
        }
        if (m_columns.empty()) return problem("names no samples", 0);
        return std::move(m_columns);
    }

private:
    Status readLine(std::string_view line) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        if (line.empty() || line.front() == '#') return {};
        if (line.find('\0') != std::string_view::npos) return problem("is no list of samples: the line holds a NUL byte", m_line);
        std::vector<std::string_view> cells;
        for (std::size_t at = 0; at <= line.size();) {
            const std::size_t end = std::min(line.find('\t', at), line.size());
            cells.push_back(line.substr(at, end - at));
            at = end + 1;
        }
        if (m_columns.empty()) m_columns.resize(cells.size());
        if (cells.size() != m_columns.size())
            return problem("the line has " + std::to_string(cells.size()) + " paths, the first has " + std::to_string(m_columns.size()),
                           m_line);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].empty()) return problem("the line has an empty path", m_line);
            m_columns[i].push_back((m_list.parent_path() / cells[i]).lexically_normal());
        }
        return {};
    }

    Error problem(std::string message, int line) const {
        Error error =
            Error::input(std::move(message), m_list.string(), "a list has one path on each line, tabs between those of several inputs");
        error.place.line = line;
        return error;
    }

    fs::path m_list;
    int m_line = 0;
    std::vector<Files> m_columns;
};

Error wrongColumns(const std::string& list, std::size_t columns, std::size_t inputs) {
    return Error::input("has " + std::to_string(columns) + " paths on a line for " + std::to_string(inputs) +
                            (inputs == 1 ? " input" : " inputs"),
                        list, "put one for each input, tabs between");
}

Result<std::vector<Files>> listShared(const std::string& path, const SamplePlaces& places) {
    const std::size_t count = places.inputs.size();
    std::vector<Files> files(count);
    if (isList(path)) {
        LATHE_TRY(const std::vector<Files> columns, ListReader(path).read());
        if (columns.size() != 1 && columns.size() != count) return wrongColumns(path, columns.size(), count);
        for (std::size_t i = 0; i < count; ++i)
            files[i] = columns.size() == 1 ? columns.front() : columns[i < places.columns.size() ? places.columns[i] : i];
        return files;
    }
    if (!isFolder(path)) return noPlace(path);
    const bool hasSubfolders =
        std::ranges::none_of(places.inputs, [&](const std::string& name) { return subfolderOf(path, name).empty(); });
    for (std::size_t i = 0; i < count; ++i) {
        const fs::path own = hasSubfolders && count > 1 ? subfolderOf(path, places.inputs[i]) : fs::path(path);
        LATHE_TRY(files[i], samplesOfInput(own, places.inputs[i]));
    }
    return files;
}

Status checkCounts(const std::vector<Files>& files, const SamplePlaces& places) {
    for (std::size_t i = 1; i < files.size(); ++i)
        if (files[i].size() != files.front().size())
            return Error::input("has " + std::to_string(files[i].size()) + " samples for the input '" + places.inputs[i] + "'; there are " +
                                    std::to_string(files.front().size()) + " for '" + places.inputs.front() + "'",
                                places.paths[i], "sample by sample the inputs go together, in the order of the file names");
    return {};
}

} // namespace

fs::path subfolderOf(const fs::path& folder, const std::string& input) {
    for (const std::string& name : {input, safeFileName(input)}) {
        const bool isPlain = !name.empty() && fs::path(name).filename() == name && name != "." && name != "..";
        if (isPlain && isFolder(folder / name)) return folder / name;
    }
    return {};
}

bool servesAllInputs(const std::string& path, const std::vector<std::string>& inputs) {
    if (isList(path)) return true;
    if (!isFolder(path)) return false;
    if (std::ranges::none_of(inputs, [&](const std::string& name) { return subfolderOf(path, name).empty(); })) return true;
    const auto files = samplesIn(path);
    return files && !files->empty() && files->front().extension() == ".npz";
}

Result<Files> listSamples(const std::string& path, const std::string& input) {
    if (isFolder(path)) return samplesOfInput(path, input);
    if (!isList(path)) return noPlace(path);
    LATHE_TRY(std::vector<Files> columns, ListReader(path).read());
    if (columns.size() != 1) return wrongColumns(path, columns.size(), 1);
    return std::move(columns.front());
}

Result<std::vector<Files>> listSamples(const SamplePlaces& places) {
    const bool isShared = std::ranges::all_of(places.paths, [&](const std::string& path) { return path == places.paths.front(); });
    std::vector<Files> files;
    if (places.paths.size() > 1 && isShared) {
        LATHE_TRY(files, listShared(places.paths.front(), places));
    } else {
        for (std::size_t i = 0; i < places.paths.size(); ++i) {
            LATHE_TRY(Files own, listSamples(places.paths[i], places.inputs[i]));
            files.push_back(std::move(own));
        }
    }
    LATHE_CHECK(checkCounts(files, places));
    return files;
}

} // namespace lathe
