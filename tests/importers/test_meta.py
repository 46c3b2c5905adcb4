"""Meta Business Suite: posts, false zeros, rows without metadata, the Pacific clock, page-level blocks."""

import pytest


def test_facebook_posts_give_their_canonical_fields(read_one, as_csv, fb_rows, values_of):
    parsed = read_one(as_csv(fb_rows))
    assert (parsed.format_id, parsed.kind, parsed.network) == ("meta_fb_posts", "posts", "facebook")
    assert (parsed.account_id, parsed.account_name, parsed.rows) == ("9001", "Radladen", 2)
    post = parsed.posts.iloc[1]
    assert (post.text, post.format, post.is_shared, post.line) == ("Probefahrt", "reel", True, 4)
    values = values_of(parsed)
    assert values["101000000000002", "likes"] == 7
    assert values["101000000000002", "watch_hours"] == pytest.approx(360.5 / 3600)
    assert ("101000000000002", "clicks") not in values
    assert ("101000000000001", "video_seconds") not in values


def test_post_times_are_pacific_whatever_the_country_of_the_page(read_one, as_csv, fb_rows):
    parsed = read_one(as_csv(fb_rows))
    times = parsed.posts.published_at.astype(str).tolist()
    assert times == ["2026-09-01 16:30:00", "2026-12-02 02:00:00"]
    assert str(parsed.last_day) == "2026-12-02"
    assert parsed.zone == "America/Los_Angeles"


def test_the_owner_may_set_another_clock(read_one, as_csv, fb_rows):
    parsed = read_one(as_csv(fb_rows), zone="Europe/Berlin")
    assert str(parsed.posts.published_at[0]) == "2026-09-01 07:30:00"


def test_views_of_zero_beside_reach_are_missing(read_one, as_csv, fb_rows, values_of, keys_of):
    views = fb_rows[0].index("Views")
    rows = [list(row) for row in fb_rows]
    rows[1][views] = "0"
    parsed = read_one(as_csv(rows))
    assert ("101000000000001", "views") not in values_of(parsed)
    assert parsed.totals["views"] == 100
    assert "warning.false_zeros" in keys_of(parsed)


def test_a_column_of_false_zeros_does_not_keep_its_last_zero(read_one, as_csv, fb_rows):
    views, reach = fb_rows[0].index("Views"), fb_rows[0].index("Reach")
    rows = [list(row) for row in fb_rows]
    rows[1][views] = rows[2][views] = "0"
    rows[2][reach] = "0"
    assert "views" not in read_one(as_csv(rows)).totals


def test_a_true_zero_stays_a_zero(read_one, as_csv, fb_rows, values_of):
    views, reach = fb_rows[0].index("Views"), fb_rows[0].index("Reach")
    rows = [list(row) for row in fb_rows]
    rows[1][views] = rows[1][reach] = "0"
    assert values_of(read_one(as_csv(rows)))["101000000000001", "views"] == 0


def test_a_row_without_metadata_takes_its_id_from_the_comment(read_one, as_csv, fb_rows, keys_of, values_of):
    comment, reach = fb_rows[0].index("Data comment"), fb_rows[0].index("Reach")
    bare = [""] * len(fb_rows[0])
    bare[comment] = "We could not load the content with ID 303000000000003."
    bare[reach] = "12"
    parsed = read_one(as_csv([*fb_rows, bare]))
    assert values_of(parsed)["303000000000003", "reach"] == 12
    assert parsed.posts.published_at.isna().tolist() == [False, False, True]
    assert parsed.posts.published_precision.tolist() == ["minute", "minute", ""]
    assert "warning.rows_without_metadata" in keys_of(parsed)


def test_joint_posts_of_other_accounts_are_marked_and_make_no_second_account(read_one, as_csv, ig_rows, keys_of):
    other = [list(row) for row in (*ig_rows, ig_rows[1])]
    other[3][0], other[3][1], other[3][2] = "180000000000003", "555", "jemand"
    parsed = read_one(as_csv(other))
    assert (parsed.account_id, parsed.account_handle) == ("1784", "radladen")
    assert parsed.posts.is_shared.tolist() == [False, False, True]
    assert "note.posts_of_others" in keys_of(parsed)


def code_of(moment_ms):
    number = (moment_ms - 1_314_220_021_721) << 23
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(signs[(number >> shift) & 63] for shift in range(60, -1, -6))


def test_times_inside_instagram_links_propose_the_zone_that_fits(read_one, as_csv, ig_rows):
    rows = [ig_rows[0]]
    for day in range(1, 6):
        row = list(ig_rows[1])
        row[0] = f"18000000000001{day}"
        row[6] = f"03/{day:02d}/2026 09:00"  # wall time in Berlin, 08:00 UTC
        row[7] = f"https://www.instagram.com/p/{code_of(1_772_352_000_000 + (day - 1) * 86_400_000)}/"
        rows.append(row)
    asked = [found for found in read_one(as_csv(rows)).findings if found.level == "question"]
    assert [found.key for found in asked] == ["imports.question.zone"]
    assert asked[0].values["proposed"] == "Europe/Berlin"
    assert not read_one(as_csv(rows), zone="Europe/Berlin").findings


def test_the_old_facebook_format_drops_its_second_heading_row(read_one):
    text = (
        "Post ID,Permalink,Post Message,Type,Posted,Lifetime Post Total Reach,"
        "Lifetime Post Total Impressions\n"
        ",,,,,Lifetime: The total number of people,Lifetime: The number of impressions\n"
        "77_101,https://www.facebook.com/x/posts/101,Hallo,Photo,10/1/2015 21:00,300,500\n"
    ).replace(",,,,,L", "Lifetime: a,,,,,L")
    parsed = read_one(text)
    assert (parsed.format_id, parsed.rows, parsed.account_id) == ("fb_page_insights_posts", 1, "77")
    assert parsed.totals == {"reach": 300.0, "impressions": 500.0}
    assert [found.key for found in parsed.findings] == ["imports.note.zone_assumed"]


def test_three_second_views_are_not_views(read_one):
    text = (
        "Video asset ID,Universal video ID,Page ID,Page name,Title,Duration (sec),Publish time,Reach,"
        "3-second video views,Seconds viewed,Reactions\n"
        "5001,6001,9001,Radladen,Film,20,01/02/2026 10:00,50,44,90.5,3\n"
    )
    parsed = read_one(text)
    assert parsed.format_id == "meta_fb_video"
    assert "views" not in parsed.totals
    assert parsed.totals["likes"] == 3


STACKED = (
    '"Follows"\n"Date","Primary"\n"2024-01-01T00:00:00","3"\n"2024-01-02T00:00:00","1"\n\n'
    '"Instagram follows"\n"Date","Primary"\n"2024-01-01T00:00:00","20"\n'
)


def test_stacked_series_are_read_block_by_block_and_networks_are_not_mixed(read_one):
    parsed = read_one(STACKED)
    assert parsed.rows == 3
    sums = parsed.days.groupby("network")["value"].sum().to_dict()
    assert sums == {"facebook": 4.0, "instagram": 20.0}
    assert not [found for found in parsed.findings if found.level == "question"]


def test_a_daily_file_without_network_asks_and_takes_the_answer(read_one, keys_of):
    text = '"Views"\n"Date","Primary"\n"2026-01-01T01:00:00","16"\n'
    assert (read_one(text).network, keys_of(read_one(text))) == (None, ["question.network"])
    answered = read_one(text, network="instagram")
    assert (answered.network, answered.findings) == ("instagram", ())


def test_only_the_date_part_of_a_daily_file_counts(read_one):
    text = '"Facebook reach"\n"Date","Primary"\n"2025-03-09T01:00:00","1"\n"2025-03-10T00:00:00","2"\n'
    assert read_one(text).days.day.dt.strftime("%m-%d %H").tolist() == ["03-09 00", "03-10 00"]


def test_missing_days_stay_gaps(read_one, keys_of):
    text = '"Instagram follows"\n"Date","Primary"\n"2026-01-01","1"\n"2026-01-04","2"\n"2026-01-05","--"\n'
    parsed = read_one(text)
    assert len(parsed.days) == 2
    assert [found.values for found in parsed.findings if found.key == "imports.note.days_missing"] == [{"n": 2}]


AUDIENCE = (
    'sep=,\n"Age & gender"\n"","Men","Women"\n"18-24","10.6","6.5"\n"25-34","26.2","19.1"\n\n'
    '"Top cities"\n"Köln, Germany","Bonn, Germany"\n"13.7","5.7"\n\n"Top countries"\n"Germany"\n"75.1"\n'
)


def test_audience_blocks_become_fractions_by_label(read_one):
    parsed = read_one(AUDIENCE, network="facebook")
    frame = parsed.breakdown.set_index(["dimension", "label"])["value"]
    assert frame["age_gender", "25-34, Men"] == pytest.approx(0.262)
    assert frame["city", "Köln, Germany"] == pytest.approx(0.137)
    assert frame["country", "Germany"] == pytest.approx(0.751)
    assert len(frame) == 7
    assert parsed.totals == {}


def test_the_audience_of_2024_has_one_row_a_place_and_names_its_networks(read_one):
    text = (
        "Facebook followers\nlifetime_count\n1234\n\nFacebook followers by top cities\n"
        "Köln\tNRW\t\t13.7%\nBonn\t5.7%\n\nInstagram followers by top countries\nGermany\t75.1%\n"
    )
    parsed = read_one(text)
    rows = {tuple(row) for row in parsed.breakdown[["network", "dimension", "label", "value"]].round(4).to_numpy()}
    assert rows == {
        ("facebook", "total", "Facebook followers", 1234.0),
        ("facebook", "city", "Köln, NRW", 0.137),
        ("facebook", "city", "Bonn", 0.057),
        ("instagram", "country", "Germany", 0.751),
    }


def test_top_content_formats_give_one_value_a_type(read_one):
    text = "Views\nReels,Photos,Stories,Links\n100,50,,3\n\nPublished content\nReels,Photos,Stories,Links\n2,5,1,1\n"
    parsed = read_one(text, network="facebook")
    assert parsed.format_id == "meta_content_formats"
    assert parsed.totals == {"views": 153.0, "posts": 9.0}
    assert len(parsed.breakdown) == 7


def test_viewers_are_kept_as_reach_and_this_is_said(read_one, keys_of):
    parsed = read_one('"Viewers"\n"Date","Primary"\n"2026-01-01T01:00:00","16"\n', network="facebook")
    assert parsed.totals == {"reach": 16.0}
    assert keys_of(parsed) == ["note.viewers_as_reach"]


def test_a_day_that_occurs_twice_keeps_its_last_value(read_one, keys_of):
    parsed = read_one('"Facebook reach"\n"Date","Primary"\n"2026-01-01","16"\n"2026-01-01","17"\n')
    assert (parsed.totals, keys_of(parsed)) == ({"reach": 17.0}, ["warning.days_doubled"])


def test_a_clock_no_known_zone_explains_is_a_warning(read_one, as_csv, ig_rows, keys_of):
    rows = [ig_rows[0]]
    for day in range(1, 4):
        row = list(ig_rows[1])
        row[0], row[6] = f"18000000000001{day}", f"03/{day:02d}/2026 23:00"
        row[7] = f"https://www.instagram.com/p/{code_of(1_772_352_000_000 + (day - 1) * 86_400_000)}/"
        rows.append(row)
    assert keys_of(read_one(as_csv(rows))) == ["warning.zone_contradicted"]
