"""YouTube, TikTok, X and LinkedIn: what is special about each export."""

import pytest

YT_DE = (
    "Vi\u00addeo,Vi\u00addeo\u00adti\u00adtel,Ver\u00adöf\u00adfent\u00adli\u00adchungs\u00adzeit\u00adpunkt "
    "des Vi\u00adde\u00ados,Auf\u00adru\u00adfe,Wie\u00adder\u00adga\u00adbe\u00adzeit (Stun\u00adden),"
    "Abon\u00adnen\u00adten,Im\u00adpres\u00adsio\u00adnen\n"
    "Ge\u00adsamt,,,110,12.5,3,1000\n"
    'abcdefghij1,Lichter,"Aug 19, 2011",70,7.25,2,600\n'
    ' -bcdefghij2,Kette,"Sep 2, 2012",30,,1,300\n'
    "cbcdefghij3,Ohne Datum,,,,,\n"
    "Die 500 be\u00adsten Er\u00adgeb\u00adnis\u00adse wer\u00adden an\u00adge\u00adzeigt\n"
)


def test_a_german_video_table_loses_total_row_and_footer_before_sums(read_one, keys_of):
    parsed = read_one(YT_DE)
    assert (parsed.format_id, parsed.network, parsed.rows) == ("yt_table_video", "youtube", 3)
    assert parsed.totals == {"views": 100.0, "impressions": 900.0, "follows": 3.0, "watch_hours": 7.25}
    assert parsed.file_totals == {"views": 110.0, "watch_hours": 12.5, "follows": 3.0, "impressions": 1000.0}
    assert keys_of(parsed) == ["note.posts_without_time", "note.listed_share"]


def test_an_id_that_begins_with_a_minus_is_trimmed_and_not_a_formula(read_one):
    posts = read_one(YT_DE).posts
    assert posts.external_id.tolist() == ["abcdefghij1", "-bcdefghij2", "cbcdefghij3"]
    assert posts.permalink[1] == "https://www.youtube.com/watch?v=-bcdefghij2"


def test_video_dates_are_days_and_cells_without_a_value_stay_empty(read_one, values_of):
    parsed = read_one(YT_DE)
    assert parsed.posts.published_precision.tolist() == ["day", "day", ""]
    assert ("cbcdefghij3", "views") not in values_of(parsed)


def test_subscribers_are_gained_minus_lost(read_one):
    text = (
        "Videos,Videotitel,Veröffentlichungszeitpunkt des Videos,Dauer,Gewonnene Abonnenten,"
        "Verlorene Abonnenten,"
        'Aufrufe\nabcdefghij1,Lichter,"Aug 19, 2024",61,10,4,70\n'
    )
    assert read_one(text).totals == {"views": 70.0, "video_seconds": 61.0, "follows": 6.0}


def test_video_values_by_day_are_a_breakdown_and_not_the_channel(read_one):
    text = (
        "Date,Content,Video title,Video publish time,Views\n"
        '2026-01-01,abc,T,"Aug 19, 2024",3\n2026-01-02,abc,T,"Aug 19, 2024",4\n'
    )
    parsed = read_one(text)
    assert (parsed.kind, parsed.days, parsed.totals) == ("breakdown", None, {"views": 7.0})
    assert parsed.breakdown.day.dt.day.tolist() == [1, 2]


def test_other_youtube_tables_become_breakdowns(read_one):
    cities = read_one("Cities,City name,Geography,Views\nTotal,,,30\n0x1,Köln,DE,20\n0x2,Bonn,DE,9\n")
    assert cities.breakdown.label.tolist() == ["Köln", "Bonn"]
    assert cities.totals == {"views": 29.0}
    ages = read_one("Viewer age,Views (%),Watch time (hours) (%)\n13–17 years,6.27,5\n18–24 years,93.73,95\n")
    assert ages.breakdown.value.tolist() == pytest.approx([0.0627, 0.9373, 0.05, 0.95])
    assert ages.totals == {}


def test_daily_youtube_values_name_their_network_only_with_more_than_two_columns(read_one, keys_of):
    named = read_one("Date,Views,Watch time (hours)\n2026-01-01,5,0.5\n")
    assert (named.format_id, named.network) == ("yt_day", "youtube")
    bare = read_one("Date,Views\n2026-01-01,5\n")
    assert (bare.format_id, bare.network, keys_of(bare)) == ("date_views_only", None, ["question.network"])


X = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,"
    "New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks\n"
    '2088707281628432170,"Sat, Aug 15, 2026",@anna danke,'
    "https://x.com/radladen/status/2088707281628432170,44,1,3,"
    "0,9,0,1,2,0,1,4\n"
    '2088514841844617106,"Sat, Aug 15, 2026","Neu, hier",'
    "https://x.com/radladen/status/2088514841844617106,10,2,2,"
    "1,0,1,0,0,3,0,0\n"
)


def test_x_posts_take_their_time_from_the_id_and_mark_replies(read_one):
    parsed = read_one(X)
    assert parsed.posts.is_reply.tolist() == [True, False]
    assert parsed.posts.published_precision.tolist() == ["second", "second"]
    assert parsed.posts.published_at.dt.date.astype(str).tolist() == ["2026-08-15", "2026-08-15"]
    assert (parsed.account_handle, parsed.zone) == ("radladen", "UTC")


def test_signs_x_writes_as_entities_are_taken_back_once_and_stay_text(read_one):
    said = X.replace("Neu, hier", "Brot &amp; mehr &lt;b&gt;heute&lt;/b&gt; &amp;lt;3").replace("danke", "&amp;amp")
    assert read_one(said).posts.text.tolist() == ["@anna &amp", "Brot & mehr <b>heute</b> &lt;3"]


def test_links_sent_by_message_are_not_counted_as_reposts(read_one):
    totals = read_one(X).totals
    assert (totals["shares"], totals["saves"], totals["comments"], totals["clicks"]) == (2, 1, 1, 4)


def test_old_tweet_activity_reads_dashes_as_missing_and_mends_ids_from_links(read_one, keys_of, values_of):
    text = (
        "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,retweets,favorites,"
        "promoted impressions\n"
        "6.49E+17,https://twitter.com/radladen/status/649290000000000123,Hallo,"
        "2015-09-30 18:42 +0000,424.0,3.0,-,2.0,-\n"
    )
    parsed = read_one(text)
    assert parsed.posts.external_id.tolist() == ["649290000000000123"]
    assert ("649290000000000123", "shares") not in values_of(parsed)
    assert parsed.totals == {"impressions": 424.0, "engagements": 3.0, "likes": 2.0}
    assert keys_of(parsed) == ["warning.ids_from_links"]


def test_the_x_overview_is_daily(read_one):
    text = (
        "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,"
        "Profile visits\n"
        '"Sun, Aug 16, 2026",10,1,2,0,0,3,1,0,1,5\n"Sat, Aug 15, 2026",20,2,4,1,0,0,0,1,0,6\n'
    )
    parsed = read_one(text)
    assert (parsed.kind, parsed.totals["follows"], parsed.totals["unfollows"]) == ("days", 3, 1)
    assert (str(parsed.first_day), str(parsed.last_day)) == ("2026-08-15", "2026-08-16")


def test_the_title_line_of_the_video_overview_is_passed_over(read_one):
    text = (
        "Video overview,,,,,\nDate,Views,Watch Time (ms),Completion Rate,Average Watch Time (ms),"
        "Estimated Revenue\n"
        '"Sat, Aug 15, 2026",20,7200000,0.5,1000,0\n'
    )
    assert read_one(text).totals == {"views": 20.0, "watch_hours": 2.0}


def test_linkedin_engagement_and_negative_values_are_kept_as_they_are(read_one):
    text = (
        "Date,Impressions (organic),Impressions (total),Clicks (total),Reactions (total),Comments (total),"
        "Reposts (total),Engagement rate (total),Unique impressions (organic)\n"
        "01/28/2025,10,12,3,-1,0,0,0.08,5\n01/29/2025,10,10,1,4,-2,1,0.1,6\n"
    )
    parsed = read_one(text)
    assert parsed.totals == {
        "impressions": 22.0, "clicks": 4.0, "likes": 3.0, "comments": -2.0, "shares": 1.0, "reach": 11.0,
    }  # fmt: skip


def test_linkedin_total_followers_are_the_new_ones(read_one):
    text = "Date,Sponsored followers,Organic followers,Auto-invited followers,Total followers\n2025-02-08,1,4,0,5\n"
    assert read_one(text).totals == {"follows": 5.0}


def test_linkedin_posts_take_their_id_from_the_link(read_one):
    link = "https://www.linkedin.com/feed/update/urn:li:activity:7150000000000000001"
    text = (
        "Post title,Post link,Post type,Created date,Impressions,Clicks,Likes,Reposts,"
        "Engagement rate,Content Type\n"
        f"Hallo,{link},Organic,01/31/2026,100,5,7,1,0.13,Video\n"
    )
    parsed = read_one(text)
    assert parsed.posts.external_id.tolist() == ["7150000000000000001"]
    assert parsed.posts.format.tolist() == ["video"]


def test_the_two_tables_of_a_linkedin_profile_are_joined_by_link(read_one):
    first, second = "https://www.linkedin.com/feed/update/urn:li:activity:71500000000000000", "02"
    text = (
        "Maximum of 50 posts available\n\n"
        "Post URL,Post publish date,Engagements,,Post URL,Post publish date,Impressions\n"
        f"{first}01,1/31/2026,7,,{first}{second},1/30/2026,90\n{first}02,1/30/2026,3,,{first}01,"
        "1/31/2026,80\n"
    )
    parsed = read_one(text)
    assert parsed.format_id == "linkedin_profile"
    assert parsed.totals == {"impressions": 170.0, "engagements": 10.0}
    assert len(parsed.posts) == 2


def test_tiktok_videos_take_id_and_time_from_the_link(read_one, keys_of):
    number = (1_772_352_000 << 32) + 7
    text = (
        '"Time","Video title","Video link","Post time","Total likes","Total comments",'
        '"Total shares","Total views"\n'
        f'"March 5","","https://www.tiktok.com/@rad.laden/video/{number}","March 1","3","1","0","200"'
    )
    parsed = read_one(text)
    assert parsed.posts.external_id.tolist() == [str(number)]
    assert str(parsed.posts.published_at[0]) == "2026-03-01 08:00:00"
    assert (parsed.account_handle, keys_of(parsed)) == ("rad.laden", ["note.top_list"])


def test_tiktok_business_videos_are_in_utc(read_one):
    number = 1_772_352_000 << 32
    text = (
        "Video title,Video link,Post time,Video views,Likes,Comments,Shares,Add to Favorites\n"
        f"T,https://www.tiktok.com/@rad/video/{number},2026/03/01 08:00:08,200,3,--,NAN,1\n"
    )
    parsed = read_one(text)
    assert str(parsed.posts.published_at[0]) == "2026-03-01 08:00:08"
    assert parsed.totals == {"views": 200.0, "likes": 3.0, "saves": 1.0}


OVERVIEW = (
    '"Date","Video Views","Profile Views","Likes","Comments","Shares"\n'
    '"December 31","10","1","2","0","0"\n"January 1","20","2","3","1","0"'
)


def test_tiktok_days_without_a_year_take_it_from_the_download(read_one):
    parsed = read_one(OVERVIEW, "Overview_2026-01-03_1767400000_radladen.csv")
    assert (str(parsed.first_day), str(parsed.last_day)) == ("2025-12-31", "2026-01-01")


def test_tiktok_days_without_any_year_are_asked_for_and_not_guessed(read_one, keys_of):
    parsed = read_one(OVERVIEW)
    assert parsed.days.empty
    assert "question.year" in keys_of(parsed)
    assert str(read_one(OVERVIEW, last_year=2024).last_day) == "2024-01-01"


def test_undefined_in_tiktok_files_is_missing(read_one, keys_of):
    text = (
        '"Date","Total Viewers","New Viewers","Returning Viewers"\n'
        '"2026-01-01","undefined","0","0"\n"2026-01-02","5","3","2"'
    )
    parsed = read_one(text)
    assert parsed.totals == {"reach": 5.0}
    assert len(parsed.days) == 1
    assert "note.days_not_counted" in keys_of(parsed)


def test_hours_not_yet_counted_are_left_out(read_one):
    rows = ['"Date","Hour","Active followers"', '"2026-01-01","0","0"', '"2026-01-01","1","4"']
    rows += ['"2026-01-02","0","6"', '"2026-01-02","1","0"', '"2026-01-02","2","0"']
    parsed = read_one("\n".join(rows))
    assert parsed.breakdown[["label", "value"]].to_numpy().tolist() == [["0", 0.0], ["1", 4.0], ["0", 6.0]]


def test_tiktok_shares_are_fractions_in_old_and_new_files(read_one):
    old = read_one("Gender,Distribution\nFemale,0.462\nMale,0.538")
    new = read_one('"Gender","Distribution"\n"Female","46.2%"\n"Male","53.8%"')
    assert old.breakdown.value.tolist() == pytest.approx(new.breakdown.value.tolist())


def test_the_stock_of_followers_is_not_summed(read_one):
    text = "Date,Followers,Difference in followers from previous day\n2026-01-01,100,1\n2026-01-02,102,2\n"
    parsed = read_one(text)
    assert parsed.totals == {}
    assert parsed.days.value.tolist() == [100.0, 102.0]


def test_tiktok_business_days_keep_new_and_lost_followers_apart(read_one):
    text = (
        "Date,Video views,Reached audience,Profile views,Likes,Shares,Comments,"
        '"Phone number clicks ",Net growth,'
        "New followers,Lost followers\n2025/10/31,50,40,3,2,1,0,--,4,5,1\n"
    )
    parsed = read_one(text)
    assert (parsed.format_id, parsed.totals["follows"], parsed.totals["unfollows"]) == (
        "tiktok_business_daily",
        5,
        1,
    )
