#include "widgets/graph_view/graph_picture.h"
#include "widgets/common/strings.h"

#include "core/base/output_file.h"
#include "core/formats/png_rows.h"

#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace lathe {
namespace {

constexpr double kMargin = 24;
constexpr std::int64_t kTile = 4096; ///< pixels; Qt draws nothing beyond 32,767
constexpr std::int64_t kStripBytes = 24 << 20;
constexpr double kLargestPage = 14400; ///< points: 200 inches, which readers of PDF stop at

struct Drawing {
    const GraphScene& scene;
    const Theme& theme;
    const GraphOverlay& overlay;
    const PictureOptions& options;
    QRectF area; ///< with its margin
    JobContext& context;

    /// `part` of the scene at the painter's origin.
    void paint(QPainter& painter, const QRectF& part, double scale, double detail) const {
        painter.fillRect(QRectF(QPointF(0, 0), part.size() * scale).toAlignedRect(), theme.color(Token::Canvas));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(scale, scale);
        painter.translate(-part.topLeft());
        GraphPainter graph(scene, theme, overlay, {});
        graph.stopWhen([this] { return context.isStopRequested(); });
        graph.paint(painter, part, detail, options.font);
    }
};

/// What Qt's writers write to: they cannot be stopped, but they can be refused.
class Sink : public QIODevice {
public:
    explicit Sink(OutputFile& file) : m_file(file) { open(QIODevice::WriteOnly); }
    const Status& status() const { return m_status; }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char*, qint64) override { return -1; }
    qint64 writeData(const char* data, qint64 size) override {
        if (m_status.isOk()) m_status = m_file.append(std::as_bytes(std::span(data, static_cast<std::size_t>(size))));
        return m_status.isOk() ? size : -1;
    }

private:
    OutputFile& m_file;
    Status m_status;
};

void drawSvg(QIODevice& sink, const Drawing& drawing) {
    QSvgGenerator writer;
    writer.setOutputDevice(&sink);
    writer.setSize(drawing.area.size().toSize());
    writer.setViewBox(QRectF(QPointF(0, 0), drawing.area.size()));
    QPainter painter(&writer);
    drawing.paint(painter, drawing.area, 1, 1);
}

void drawPdf(QIODevice& sink, const Drawing& drawing) {
    const double points = std::min(1.0, kLargestPage / std::max(drawing.area.width(), drawing.area.height()));
    QPdfWriter writer(&sink);
    writer.setPageSize(QPageSize(drawing.area.size() * points, QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    QPainter painter(&writer);
    drawing.paint(painter, drawing.area, points * writer.resolution() / 72, 1);
}

Status writeWith(void (*draw)(QIODevice&, const Drawing&), const std::filesystem::path& file, const Drawing& drawing) {
    LATHE_TRY(OutputFile output, OutputFile::create(file, drawing.context));
    Sink sink(output);
    draw(sink, drawing);
    LATHE_CHECK(drawing.context.checkStop());
    LATHE_CHECK(sink.status());
    LATHE_CHECK(output.flush());
    return output.publish();
}

/// Rows of a PNG, tile beside tile.
class Strip {
public:
    Strip(const Drawing& drawing, std::int64_t width) : m_drawing(drawing), m_width(width) {}

    Status write(PngRows& png, std::int64_t top, std::int64_t rows) {
        m_pixels.resize(static_cast<std::size_t>(3 * m_width * rows));
        for (std::int64_t left = 0; left < m_width; left += kTile) {
            LATHE_CHECK(m_drawing.context.checkStop());
            drawTile(left, top, std::min(kTile, m_width - left), rows);
        }
        for (std::int64_t row = 0; row < rows; ++row)
            LATHE_CHECK(png.addRow({m_pixels.data() + 3 * m_width * row, static_cast<std::size_t>(3 * m_width)}));
        return {};
    }

private:
    void drawTile(std::int64_t left, std::int64_t top, std::int64_t columns, std::int64_t rows) {
        const double scale = m_drawing.options.scale;
        QImage tile(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_RGB32);
        const QPointF corner(static_cast<double>(left) / scale, static_cast<double>(top) / scale);
        {
            QPainter painter(&tile);
            m_drawing.paint(painter, QRectF(m_drawing.area.topLeft() + corner, QSizeF(tile.size()) / scale), scale, scale);
        }
        const QImage rgb = tile.convertToFormat(QImage::Format_RGB888);
        for (int row = 0; row < rgb.height(); ++row)
            std::copy_n(rgb.constScanLine(row), 3 * columns, m_pixels.data() + 3 * (m_width * row + left));
    }

    const Drawing& m_drawing;
    std::int64_t m_width;
    std::vector<std::uint8_t> m_pixels;
};

Status writePngPicture(const std::filesystem::path& file, const Drawing& drawing) {
    const double scale = drawing.options.scale;
    const auto width = static_cast<std::int64_t>(std::ceil(drawing.area.width() * scale));
    const auto height = static_cast<std::int64_t>(std::ceil(drawing.area.height() * scale));
    LATHE_TRY(PngRows png, PngRows::create(file, width, height, drawing.context));
    Strip strip(drawing, width);
    const std::int64_t most = std::clamp(kStripBytes / (3 * width), std::int64_t(1), std::int64_t(512));
    for (std::int64_t top = 0; top < height; top += most) {
        LATHE_CHECK(strip.write(png, top, std::min(most, height - top)));
        drawing.context.setProgress(static_cast<double>(top) / static_cast<double>(height), "drawing");
    }
    return png.finish();
}

Status writeSvgPicture(const std::filesystem::path& file, const Drawing& drawing) {
    return writeWith(drawSvg, file, drawing);
}

Status writePdfPicture(const std::filesystem::path& file, const Drawing& drawing) {
    return writeWith(drawPdf, file, drawing);
}

struct Format {
    const char* ending;
    Status (*write)(const std::filesystem::path&, const Drawing&);
};
constexpr std::array kFormats{Format{".png", writePngPicture}, Format{".svg", writeSvgPicture}, Format{".pdf", writePdfPicture}};

} // namespace

Status writePicture(const std::filesystem::path& file, const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay,
                    const PictureOptions& options, JobContext& context) {
    const QString ending = qs(file.extension().string()).toLower();
    const auto format = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return ending == QLatin1String(f.ending); });
    if (format == kFormats.end())
        return Error::usage(file.string() + ": a picture is a .png, .svg or .pdf file", "give the file one of these endings");
    if (options.area.isEmpty()) return Error::usage("there is nothing to draw", "open a model, or select nodes");
    return format->write(file, {scene, theme, overlay, options, options.area.adjusted(-kMargin, -kMargin, kMargin, kMargin), context});
}

} // namespace lathe
