#include "core/formats/image_file.h"
#include "core/pipeline/samples.h"

namespace lathe {
namespace {

constexpr std::string_view kHead = R"(# Samples

What calibration and comparison run on: `cal_data_dir` and `eval_data_dir`, `--data` of `lathe compare` and `lathe analyze`, `--input` of
`lathe simulate`. The tables are those that the code reads (`pipeline_test` with `LATHE_WRITE_GOLDEN=1` writes this page anew).

)";

constexpr std::string_view kPlaces = R"(
## Where they lie

- A folder of files, by name. Other files may lie beside; subfolders are not looked into.
- A list: a text file with a path on each line, relative to the list's folder. Lines that begin with `#` and blank ones are passed over.
- Several inputs: one folder or list for each, separated by `;` in the order of `input_name`. Sample by sample they go together in the
  order of the names.
- Several inputs in one place: a folder with a subfolder of each input's name (or the name with `_` for unsafe characters, as
  `debug_mode: dump_calibration_data` writes them), a folder of `.npz` archives with an array for each input, or a list with a path for
  each input on every line, tabs between, in the order of `input_name`.

`cal_data_count` (`eval_data_count`) takes as many of them, the same ones on every machine and with any number of threads: those whose
hash of `sample_seed` and file name is smallest. Another file in the folder changes at most one of them.

## What a tensor must be

The shape of the input (a leading 1 may be missing) and its element type: real numbers fit every real input, integers those inputs of
integers that hold them. A featuremap must be finite. Inputs of pictures take levels, whole numbers of 0 to 255 (`yuv444_128`: -128 to
127), before mean and scale, which the program does itself. An nv12 input takes `[N, 3H/2, W]`, or the array of the trained shape in the
colours of `input_type_train`, which is then converted.

Raw files have the type that `raw_type` says; without it that of their folder's name (`_uint8`, `_f32` at its end), else `uint8` for
pictures and the input's own type.

## Bad samples

The first sample that cannot be used ends the work; it is the error, and up to 20 others stand below it. With `--skip-bad`, or
`skip_bad_samples: True`, every sample is read once before the work begins, what cannot be used is left out, and a warning says how many
and which.
)";

std::string code(std::string_view text) {
    return "`" + std::string(text) + "`";
}

/// ".jpg|.jpeg" as a list of code.
std::string codes(std::string_view bars) {
    std::string text;
    for (std::size_t at = 0; at <= bars.size();) {
        const std::size_t end = std::min(bars.find('|', at), bars.size());
        text += (text.empty() ? "" : ", ") + code(bars.substr(at, end - at));
        at = end + 1;
    }
    return text;
}

} // namespace

std::string samplesMarkdown() {
    std::string text(kHead);
    text += "## Files\n\n| kind | endings | what becomes of it |\n|---|---|---|\n";
    for (const SampleFormatRow& row : sampleFormatTable())
        text += "| " + std::string(row.name) + " | " + codes(row.extensions) + " | " + std::string(row.sentence) + " |\n";
    text += kPlaces;
    text +=
        "\n## Pictures: `image_transform`\n\nNAME, or NAME:N where it takes a number, and /FILTER behind it where another than the first "
        "is wanted: `short_side:256/bicubic`.\n\n| transform | N | the picture |\n|---|---|---|\n";
    for (const ImageTransformRow& row : imageTransformTable())
        text += "| " + code(row.name) + " | " + std::string(row.number) + " | " + std::string(row.sentence) + " |\n";
    text += "\n| filter | a pixel is |\n|---|---|\n";
    for (const ImageFilterRow& row : imageFilterTable())
        text += "| " + code(row.name) + " | " + std::string(row.sentence) + " |\n";
    text += "\nThen colours and layout: those of `input_type_rt` and `input_layout_train`; nv12 and yuv444 by BT.601, nv12 in the range of "
            "`input_space_and_range` (`regular` is 0 to 255, `bt601_video` 16 to 235). For a featuremap, `image_order`.\n";
    text += "\n## Checks\n\n| code | it speaks where |\n|---|---|\n";
    for (const SampleRuleRow& row : sampleRuleTable())
        text += "| " + code(row.code) + " | " + std::string(row.sentence) + " |\n";
    return text;
}

} // namespace lathe
